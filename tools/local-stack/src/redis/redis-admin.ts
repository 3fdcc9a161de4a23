import { withClient } from '@concert-mania/redis/connection/server-facts';

/** Memory that the server's data takes, in bytes, as it counts it itself (`used_memory`). */
export async function usedMemoryBytes(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const info = await client.info('memory');
    return Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0);
  });
}

/** Removes every key that contains the text. Walks the whole key space: for tests. */
export async function deleteKeysContaining(url: string, text: string): Promise<void> {
  await withClient(url, async (client) => {
    let cursor = '0';
    do {
      const [next, keys] = await client.scan(cursor, 'MATCH', `*${text}*`, 'COUNT', 1_000);
      if (keys.length > 0) await client.unlink(...keys);
      cursor = next;
    } while (cursor !== '0');
  });
}

/** Empties a Redis server, as its loss would: for tests and drills only. */
export async function flushEverything(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.flushall();
  });
}
