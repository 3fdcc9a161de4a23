import type { components } from '@concert-mania/client/api.d';
import { dataOf, faultOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import { serverClock } from '../../shell/clock/server-clock.ts';
import type { KeptList, KeptTicket } from './gate-list.ts';

type Layout = components['schemas']['SeatLayout'];

const LIMIT_MS = 10_000;

/**
 * Loads the list of tickets, or tells that the kept one is still right. Throws when the API refuses
 * it or gives no answer.
 */
export async function loadList(performanceId: string, kept: KeptList | null): Promise<KeptList> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const path = { performanceId };
  const known = kept?.performanceId === performanceId ? kept : null;
  const { data, error, response } = await api.GET('/v1/gate/performances/{performanceId}/snapshot', {
    params: { path, header: { 'If-None-Match': known?.etag ?? undefined } },
    signal,
  });
  const loaded = {
    loadedAt: new Date(serverClock.now()).toISOString(),
    clockAheadMs: Math.round(serverClock.now() - Date.now()),
  };
  if (response.status === 304 && known !== null) return { ...known, ...loaded };
  if (data === undefined) throw faultOf(response, error);
  const { keys, tickets } = data;
  const seats = known ?? (await loadSeats(performanceId, signal));
  return {
    performanceId,
    ...loaded,
    keys,
    tickets: tickets.map(readTicket),
    etag: response.headers.get('etag'),
    labels: seats.labels,
    grades: seats.grades,
  };
}

const STATUSES = ['valid', 'used', 'void'] as const;

/** The client's types do not say that each list has an id, a version and a status. */
function readTicket([id, version, sent]: readonly (string | number)[]): KeptTicket {
  const status = STATUSES.find((each) => each === sent);
  if (typeof id !== 'string' || typeof version !== 'number' || status === undefined)
    throw new Error(`the list of tickets has [${id}, ${version}, ${sent}], which is no ticket`);
  return [id, version, status];
}

async function loadSeats(performanceId: string, signal: AbortSignal) {
  const { seats } = await dataOf<Layout>(
    api.GET('/v1/performances/{performanceId}/layout', { params: { path: { performanceId } }, signal }),
  );
  return { labels: seats.label, grades: seats.grade };
}
