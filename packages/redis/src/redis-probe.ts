import { openPromptRedis } from './connection.ts';
import type { Keys } from './keys.ts';
import { refuseUnsafeRedis } from './redis-settings.ts';

const KEPT_MS = 1_000;

export interface RedisProbe {
  /** Throws unless the server takes a write within 0.9 s and its settings lose no accepted command. */
  check(): Promise<void>;
  close(): void;
}

/** The settings that every process which uses Redis has. */
export interface RedisProbeSettings {
  readonly REDIS_URL: string;
  readonly REDIS_ALLOW_NO_AOF: boolean;
}

/**
 * Asks whether Redis takes writes, on a connection of its own. Throws at once when its settings would lose accepted commands;
 * after each reconnect they are read again, because another server may answer then.
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
    // The next check tells.
    onError: () => undefined,
  });
  let unsafe: unknown;
  redis.once('ready', () => {
    redis.on('ready', () => {
      judge().then(
        () => {
          unsafe = undefined;
        },
        (err: unknown) => {
          unsafe = err;
          log.warn({ err }, 'unsafe Redis');
        },
      );
    });
  });
  return {
    check: async () => {
      if (unsafe !== undefined) throw unsafe;
      await redis.set(keys.probe, '', 'PX', KEPT_MS);
    },
    close: () => redis.disconnect(),
  };
}
