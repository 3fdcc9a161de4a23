import { serverVersionNumber } from '@concert-mania/db/server-admin';
import { type RedisServerFacts, readServerFacts } from '@concert-mania/redis/server-admin';
import { isRecentEnough } from './redis-program.ts';
import { redactUrl, ServiceError } from './service-error.ts';

const OLDEST_POSTGRES = 150_000;

/** Checks a given PostgreSQL: it answers and is 15 or later. Answers its URL. */
export async function checkGivenDatabase(url: string): Promise<string> {
  const version = await serverVersionNumber(url).catch((error: Error) => {
    throw unreachable('DATABASE_URL', url, error, 'PostgreSQL');
  });
  if (version < OLDEST_POSTGRES) {
    throw new ServiceError(
      `DATABASE_URL leads to PostgreSQL ${Math.floor(version / 10_000)}; 15 or later is needed. ` +
        'Upgrade it, or leave DATABASE_URL unset to have one started.',
    );
  }
  return url;
}

/** Checks a given Redis: it answers, is 7.0 or later, evicts nothing. Warns where a crash could lose writes. Answers its URL. */
export async function checkGivenRedis(url: string, warn: (message: string) => void): Promise<string> {
  const facts = await readServerFacts(url).catch((error: Error) => {
    throw unreachable('REDIS_URL', url, error, 'Redis');
  });
  const { refusals, warnings } = judgeRedis(facts);
  if (refusals.length > 0) throw new ServiceError(refusals.join('\n'));
  for (const warning of warnings) warn(warning);
  return url;
}

/** What is wrong with a Redis for our purpose: refusals would lose accepted work in normal running, warnings in a crash. */
export function judgeRedis(facts: RedisServerFacts): {
  readonly refusals: readonly string[];
  readonly warnings: readonly string[];
} {
  const refusals: string[] = [];
  const warnings: string[] = [];
  if (!isRecentEnough(facts.version)) {
    refusals.push(`REDIS_URL leads to Redis ${facts.version}; 7.0 or later (or Valkey 8) is needed.`);
  }
  if (facts.maxmemoryPolicy !== undefined && facts.maxmemoryPolicy !== 'noeviction') {
    refusals.push(
      `Redis at REDIS_URL has maxmemory-policy ${facts.maxmemoryPolicy} and would drop accepted commands when it is full. ` +
        'Run: redis-cli CONFIG SET maxmemory-policy noeviction (and set it in redis.conf).',
    );
  }
  if (facts.maxmemoryPolicy === undefined || facts.appendOnly === undefined) {
    warnings.push(
      'Redis at REDIS_URL does not show its settings: make sure of maxmemory-policy noeviction, appendonly yes, appendfsync always.',
    );
  } else if (facts.appendOnly !== 'yes' || facts.appendFsync !== 'always') {
    const now = facts.appendOnly === 'yes' ? `appendfsync ${facts.appendFsync}` : 'no append-only file';
    warnings.push(
      `Redis at REDIS_URL has ${now}: a crash can lose commands that were accepted. ` +
        'Run: redis-cli CONFIG SET appendonly yes, and CONFIG SET appendfsync always.',
    );
  }
  return { refusals, warnings };
}

function unreachable(variable: string, url: string, error: Error, server: string): ServiceError {
  return new ServiceError(
    `${variable} (${redactUrl(url)}) cannot be used: ${error.message}. ` +
      `Check that ${server} runs there and the password is right, or leave ${variable} unset to have one started.`,
  );
}
