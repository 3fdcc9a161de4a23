import type { components } from './api.d.ts';
import type { JobPorts, WaitOptions } from './jobs.ts';
import { type Answer, dataOf, isProblem } from './problem.ts';

export type Place = components['schemas']['Place'];
export type Serving = components['schemas']['Serving'];

const WAIT_SECONDS = 10;
const MS_PER_SECOND = 1_000;

/** Lets a fan through the waiting room of a concert. */
export function makeWaitingRoom({ http, pause }: JobPorts) {
  const join = (concertId: string, signal: AbortSignal | undefined) =>
    dataOf<Place>(
      http.POST('/v1/concerts/{concertId}/queue', {
        params: { path: { concertId } },
        ...(signal && { signal }),
      }),
    );

  const look = (concertId: string, token: string, signal: AbortSignal | undefined): Promise<Answer<Place>> =>
    http.GET('/v1/concerts/{concertId}/queue', {
      params: {
        path: { concertId },
        query: { wait: WAIT_SECONDS },
        header: { 'Queue-Token': token },
      },
      ...(signal && { signal }),
    });

  /**
   * Joins and waits to be admitted; joins anew when the place has expired or is lost. Waits as long
   * as it takes unless `timeoutMs` is given. Throws when the sale is closed.
   */
  return async (concertId: string, { signal, timeoutMs }: WaitOptions = {}): Promise<Place> => {
    const deadlineMs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
    let place = await join(concertId, signal);
    while (place.status !== 'admitted') {
      const askedMs = performance.now();
      if (askedMs > deadlineMs) throw new Error(`${concertId}: still ${place.status} after ${timeoutMs} ms`);
      if (place.status === 'expired') {
        place = await join(concertId, signal);
        continue;
      }
      const found = await dataOf(look(concertId, place.token, signal)).catch((error: unknown) => {
        if (isProblem(error, 'queue_token_not_found')) return null;
        throw error;
      });
      place = found ?? (await join(concertId, signal));
      const isEarly = performance.now() - askedMs < WAIT_SECONDS * MS_PER_SECOND;
      if (place.status !== 'admitted' && isEarly) await pause(place.pollAfterMs, signal);
    }
    return place;
  };
}
