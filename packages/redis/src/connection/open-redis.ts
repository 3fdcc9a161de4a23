import { type Keys, makeKeys } from '../keys.ts';
import { openPatientRedis, openPromptRedis, type RedisClient } from './connection.ts';
import { openRedisProbe, type RedisProbeSettings } from './redis-probe.ts';
import { keyLayout } from './redis-url.ts';

export interface ProcessRedis {
  readonly keys: Keys;
  /** Opens a connection whose commands wait until Redis is back. */
  patient(name: string): RedisClient;
  /** Opens a connection whose commands fail within a second while Redis is away. */
  prompt(name: string): RedisClient;
  /** Rejects unless the server accepts writes and its settings are safe. */
  check(): Promise<void>;
  /** Ends the check and every connection that was opened here. */
  close(): void;
}

/** Opens what a process needs of Redis. Rejects if its settings would lose accepted commands. */
export async function openRedis(
  settings: RedisProbeSettings & { readonly REDIS_KEY_PREFIX: string },
  options: {
    readonly name: string;
    readonly production: boolean;
    readonly log: { warn(fields: object, message: string): void };
    readonly metrics?: { onRedisCommand(durationMs: number): void };
  },
): Promise<ProcessRedis> {
  const keys = makeKeys(settings.REDIS_KEY_PREFIX, keyLayout(settings.REDIS_URL));
  const probe = await openRedisProbe(settings, { ...options, keys });
  const clients = new Set<RedisClient>();
  const onError = (err: Error): void => options.log.warn({ err }, 'redis connection');
  const opening = (open: typeof openPatientRedis) => (name: string) => {
    const client = open({
      url: settings.REDIS_URL,
      name,
      onError,
      onCommand: options.metrics?.onRedisCommand,
    });
    clients.add(client);
    client.once('end', () => clients.delete(client));
    return client;
  };
  return {
    keys,
    patient: opening(openPatientRedis),
    prompt: opening(openPromptRedis),
    check: probe.check,
    close: () => {
      for (const client of clients) client.disconnect();
      probe.close();
    },
  };
}
