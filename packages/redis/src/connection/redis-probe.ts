import type { Keys } from '../keys.ts';
import { openPromptRedis } from './connection.ts';
import { refuseUnsafeRedis } from './redis-settings.ts';

const KEPT_MS = 1_000;

export interface RedisProbe {
  /** Throws unless the server accepts a write within 0.9 s and its settings are safe. */
  check(): Promise<void>;
  close(): void;
}

/** The settings of every process that uses Redis. */
export interface RedisProbeSettings {
  readonly REDIS_URL: string;
  readonly REDIS_ALLOW_NO_AOF: boolean;
}

/**
 * Checks on its own connection whether Redis accepts writes. Refuses settings that would lose
 * commands; reads them at start, after each reconnect and while they are unsafe.
 */
export async function openRedisProbe(
  settings: RedisProbeSettings,
  options: {
    readonly name: string;
    readonly keys: Keys;
    readonly production: boolean;
    readonly log: { warn(fields: object, message: string): void };
  },
): Promise<RedisProbe> {
  const { keys, log, production } = options;
  const requireAof = production && !settings.REDIS_ALLOW_NO_AOF;
  const judge = () => refuseUnsafeRedis(settings.REDIS_URL, requireAof, (message) => log.warn({}, message));
  await judge();
  const redis = openPromptRedis({
    url: settings.REDIS_URL,
    name: `${options.name}-probe`,
    // The next check reports it.
    onError: () => undefined,
  });
  let isUnsafe = false;
  redis.once('ready', () => {
    redis.on('ready', () => {
      judge().catch((err: unknown) => {
        isUnsafe = true;
        log.warn({ err }, 'unsafe Redis');
      });
    });
  });
  return {
    check: async () => {
      if (isUnsafe) await judge();
      isUnsafe = false;
      await redis.set(keys.probe, '', 'PX', KEPT_MS);
    },
    close: () => redis.disconnect(),
  };
}
