import { serverUrls } from './redis-url.ts';
import { type RedisServerFacts, readServerFacts } from './server-facts.ts';

const OLDEST = { major: 7, minor: 0 };

export interface RedisVerdict {
  /**
   * Settings that lose accepted commands in normal operation, or in a crash if that is forbidden.
   */
  readonly refusals: readonly string[];
  /** Settings that may lose accepted commands in a crash. */
  readonly warnings: readonly string[];
}

/** Checks whether the settings of a Redis are safe for commands. */
export function judgeRedis(facts: RedisServerFacts, requireAof: boolean): RedisVerdict {
  const refusals: string[] = [];
  const warnings: string[] = [];
  if (!isRecentEnough(facts.version)) {
    refusals.push(`REDIS_URL leads to Redis ${facts.version}; 7.0 or later (or Valkey 8) is needed.`);
  }
  if (facts.maxmemoryPolicy !== undefined && facts.maxmemoryPolicy !== 'noeviction') {
    refusals.push(
      `Redis at REDIS_URL has maxmemory-policy ${facts.maxmemoryPolicy} and would drop accepted commands when it is full. ` +
        'Run as an administrator: redis-cli CONFIG SET maxmemory-policy noeviction (and set it in redis.conf).',
    );
  }
  if (facts.appendOnly === 'no') {
    const loses = 'Redis at REDIS_URL has no append-only file: a crash loses commands that were accepted.';
    const remedy =
      'Run as an administrator: redis-cli CONFIG SET appendonly yes, and CONFIG SET appendfsync always';
    if (requireAof) refusals.push(`${loses} ${remedy}; or set REDIS_ALLOW_NO_AOF=on.`);
    else warnings.push(`${loses} ${remedy}.`);
  } else if (facts.maxmemoryPolicy === undefined || facts.appendOnly === undefined) {
    warnings.push(
      'Redis at REDIS_URL does not show its settings. Check maxmemory-policy noeviction, appendonly yes, appendfsync always.',
    );
  } else if (facts.appendFsync !== 'always') {
    warnings.push(
      `Redis at REDIS_URL has appendfsync ${facts.appendFsync ?? '(hidden)'}: a crash can lose commands that were accepted. ` +
        'Run as an administrator: redis-cli CONFIG SET appendfsync always.',
    );
  }
  return { refusals, warnings };
}

/** Whether a version of Redis or Valkey is supported. */
export function isRecentEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}

/**
 * Throws if Redis would lose accepted commands. If it does not answer now, a later check decides.
 */
export async function refuseUnsafeRedis(
  url: string,
  requireAof: boolean,
  warn: (message: string) => void,
): Promise<void> {
  for (const server of serverUrls(url)) {
    const facts = await readServerFacts(server).catch(() => null);
    if (facts === null) continue;
    const { refusals, warnings } = judgeRedis(facts, requireAof);
    for (const warning of warnings) warn(warning);
    if (refusals.length > 0) throw new Error(refusals.join('\n'));
  }
}
