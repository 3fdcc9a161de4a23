import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../shell/client.ts';
import { serverClock } from '../shell/clock/server-clock.ts';
import { nextChangeAt, nextStep } from './sale-state.ts';

export type Concert = components['schemas']['Concert'];

const POLL_ON_SALE_MS = 15_000;
const POLL_MS = 60_000;
/** After an opening the pages of all fans ask again, spread over this time. */
const AFTER_CHANGE_MS = 2_000;

export const loadConcert = (concertId: string, signal: AbortSignal): Promise<Concert> =>
  dataOf<Concert>(api.GET('/v1/concerts/{concertId}', { params: { path: { concertId } }, signal }));

/** When to load it again: free seats change often, and a sale opens or closes at a known time. */
export function pollConcertAfterMs(concert: Concert): number {
  const nowMs = serverClock.now();
  const step = nextStep(concert, nowMs);
  const usual = step === 'line_up' || step === 'choose_seats' ? POLL_ON_SALE_MS : POLL_MS;
  const changeAt = nextChangeAt(concert.performances, nowMs);
  if (changeAt === null || changeAt - nowMs > usual) return usual;
  return changeAt - nowMs + AFTER_CHANGE_MS;
}
