import type { components } from './api.d.ts';
import type { Calls } from './calls.ts';
import type { WaitOptions } from './jobs.ts';
import { dataOf, isProblem } from './problem.ts';
import { type Pause, sleep } from './send.ts';

export type Place = components['schemas']['Place'];
export type Serving = components['schemas']['Serving'];

const WAIT_SECONDS = 10;
const MS_PER_SECOND = 1_000;

interface EnterOptions extends WaitOptions {
  readonly pause?: Pause;
}

/**
 * Joins a waiting room and waits to be admitted; joins anew when the place has expired or is lost.
 * Waits as long as it takes unless `timeoutMs` is given. Throws when the sale is closed.
 */
export async function enterConcert(
  { GET, POST }: Pick<Calls, 'GET' | 'POST'>,
  concertId: string,
  { signal, timeoutMs, pause = sleep }: EnterOptions = {},
): Promise<Place> {
  const path = { concertId };
  const over = signal && { signal };
  const join = () => dataOf<Place>(POST('/v1/concerts/{concertId}/queue', { params: { path }, ...over }));
  const look = (token: string) => {
    const params = { path, query: { wait: WAIT_SECONDS }, header: { 'Queue-Token': token } };
    return dataOf<Place>(GET('/v1/concerts/{concertId}/queue', { params, ...over })).catch(
      (error: unknown) => {
        if (isProblem(error, 'queue_token_not_found')) return null;
        throw error;
      },
    );
  };
  const deadlineMs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
  let place = await join();
  while (place.status !== 'admitted') {
    const askedMs = performance.now();
    if (askedMs > deadlineMs) throw new Error(`${concertId}: still ${place.status} after ${timeoutMs} ms`);
    if (place.status === 'expired') {
      place = await join();
      continue;
    }
    place = (await look(place.token)) ?? (await join());
    const isEarly = performance.now() - askedMs < WAIT_SECONDS * MS_PER_SECOND;
    if (place.status !== 'admitted' && isEarly) await pause(place.pollAfterMs, signal);
  }
  return place;
}
