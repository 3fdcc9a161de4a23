import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import { type Loaded, useLoaded } from '../../shell/loading/use-loaded.ts';

type Concert = components['schemas']['Concert'];

/** The performance of a reservation. It is null if the concert no longer lists it. */
export interface Show {
  readonly title: string;
  readonly venue: string;
  readonly startsAt: string | null;
  readonly performance: Concert['performances'][number] | null;
}

const concerts = new Map<string, Promise<Concert>>();

/** Concerts do not change while a fan looks at reservations: each is loaded once. */
function loadConcert(concertId: string): Promise<Concert> {
  const known = concerts.get(concertId);
  if (known !== undefined) return known;
  const loading = dataOf<Concert>(api.GET('/v1/concerts/{concertId}', { params: { path: { concertId } } }));
  concerts.set(concertId, loading);
  loading.catch(() => concerts.delete(concertId));
  return loading;
}

export async function loadShow(concertId: string, performanceId: string): Promise<Show> {
  const { title, venue, performances } = await loadConcert(concertId);
  const performance = performances.find(({ id }) => id === performanceId) ?? null;
  return { title, venue: venue.name, startsAt: performance?.startsAt ?? null, performance };
}

export const useShow = (concertId: string, performanceId: string): Loaded<Show> =>
  useLoaded(() => loadShow(concertId, performanceId), [concertId, performanceId]);
