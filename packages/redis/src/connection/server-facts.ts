import type { Redis } from 'ioredis';
import { connectTo } from './connection.ts';

const TIMEOUT_MS = 3_000;
const AOF_STATES: Readonly<Record<string, 'yes' | 'no'>> = { '1': 'yes', '0': 'no' };

/** A server's version and settings; settings that it does not show are undefined. */
export type RedisServerFacts = {
  readonly version: string;
  readonly maxmemoryPolicy: string | undefined;
  readonly appendOnly: string | undefined;
  readonly appendFsync: string | undefined;
};

/** Runs `work` on its own connection, which gives up on a silent server after three seconds. */
export async function withClient<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = connectTo(url, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let fault: Error | undefined;
  client.on('error', (error) => {
    fault = error;
  });
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw fault ?? error;
  } finally {
    client.disconnect();
  }
}

/** Reads a server's version and the settings we depend on. Throws if it is silent for 3 seconds. */
export async function readServerFacts(url: string): Promise<RedisServerFacts> {
  return withClient(url, async (client) => {
    const info = await client.info();
    return {
      version: /^redis_version:(\S+)/m.exec(info)?.[1] ?? '0',
      maxmemoryPolicy: /^maxmemory_policy:(\S+)/m.exec(info)?.[1],
      appendOnly: AOF_STATES[/^aof_enabled:(\S+)/m.exec(info)?.[1] ?? ''],
      appendFsync: await readSetting(client, 'appendfsync'),
    };
  });
}

/** Managed servers often refuse CONFIG; the setting is then unknown. */
async function readSetting(client: Redis, name: string): Promise<string | undefined> {
  try {
    const answer: unknown = await client.call('CONFIG', 'GET', name);
    return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : undefined;
  } catch {
    return undefined;
  }
}
