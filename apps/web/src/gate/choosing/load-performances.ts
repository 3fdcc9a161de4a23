import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import { serverClock } from '../../shell/clock/server-clock.ts';

export interface GatePerformance {
  readonly id: string;
  readonly title: string;
  readonly venue: string;
  readonly startsAt: string;
}

type Concert = components['schemas']['Concert'];
type Summaries = { readonly items: readonly { readonly id: string }[] };

const DAY_MS = 86_400_000;
/** A show of last night may end after midnight. */
const BEFORE_MS = DAY_MS / 2;
const MOST_CONCERTS = 50;

/** Performances of today and tomorrow, or of every day from now on, the earliest first. */
export async function loadPerformances(
  isEveryDay: boolean,
  signal: AbortSignal,
): Promise<readonly GatePerformance[]> {
  const fromMs = serverClock.now() - BEFORE_MS;
  const toMs = serverClock.now() + (isEveryDay ? 366 : 1.5) * DAY_MS;
  const query = {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    limit: MOST_CONCERTS,
  };
  const { items } = await dataOf<Summaries>(api.GET('/v1/concerts', { params: { query }, signal }));
  const concerts = await Promise.all(
    items.map(({ id }) =>
      dataOf<Concert>(api.GET('/v1/concerts/{concertId}', { params: { path: { concertId: id } }, signal })),
    ),
  );
  return concerts
    .flatMap(({ title, venue, performances }) =>
      performances.map(({ id, startsAt }) => ({ id, title, venue: venue.name, startsAt })),
    )
    .filter(({ startsAt }) => Date.parse(startsAt) >= fromMs && Date.parse(startsAt) <= toMs)
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt));
}
