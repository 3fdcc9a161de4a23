import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { FanClient } from './fan-client.ts';
import type { ChaosSale } from './sales.ts';

const PATIENCE_MS = 25_000;
const POLL_MS = { least: 200, most: 1_000 } as const;

const place = z.object({ token: z.uuid(), status: z.string(), pollAfterMs: z.int().optional() });

/**
 * Joins a waiting room and waits for admission. Answers the token, or null if it takes too long.
 */
export async function enterRoom(
  client: FanClient,
  { concertId }: ChaosSale,
  ends: AbortSignal,
): Promise<string | null> {
  const path = `/v1/concerts/${concertId}/queue`;
  const deadline = Date.now() + PATIENCE_MS;
  let token: string | null = null;
  while (!ends.aborted && Date.now() < deadline) {
    const answer =
      token === null
        ? await client.ask('join', { method: 'POST', path })
        : await client.ask('place', { method: 'GET', path, headers: { 'queue-token': token } });
    if (answer.kind === 'ok') {
      const found = place.parse(answer.body);
      if (found.status === 'admitted') return found.token;
      token = found.status === 'expired' ? null : found.token;
    } else if (answer.kind === 'refused') {
      token = null;
    }
    await delay(POLL_MS.least + Math.random() * (POLL_MS.most - POLL_MS.least));
  }
  return null;
}
