import { type RunHistory, reservationsById } from './history.ts';

/** A reservation that owned its seats from one step of the event log until before another. */
export interface Ownership {
  readonly reservationId: string;
  readonly accountId: string;
  readonly performanceId: string;
  readonly seatNumbers: readonly number[];
  readonly from: number;
  readonly to: number;
}

const TAKES: ReadonlySet<string> = new Set(['reservation.held', 'reservation.confirmed']);
const GIVES_BACK: ReadonlySet<string> = new Set([
  'reservation.expired',
  'reservation.released',
  'reservation.payment_failed',
  'reservation.cancelled',
]);

/** Who owned which seats when, according to the events. A current owner has no end (infinity). */
export function ownershipsOf(history: RunHistory): readonly Ownership[] {
  const reservations = reservationsById(history);
  const since = new Map<string, number>();
  const ended: Ownership[] = [];
  const end = (reservationId: string, to: number) => {
    const from = since.get(reservationId);
    const reservation = reservations.get(reservationId);
    since.delete(reservationId);
    if (from === undefined || reservation === undefined) return;
    const { accountId, performanceId, seatNumbers } = reservation;
    ended.push({ reservationId, accountId, performanceId, seatNumbers, from, to });
  };
  for (const { seq, reservationId, type } of history.database.steps) {
    if (TAKES.has(type) && !since.has(reservationId)) since.set(reservationId, seq);
    if (GIVES_BACK.has(type)) end(reservationId, seq);
  }
  for (const reservationId of [...since.keys()]) end(reservationId, Number.POSITIVE_INFINITY);
  return ended;
}

/** Whether it owned its seats at some time between two steps. */
export const overlaps = (owner: Ownership, after: number, before: number): boolean =>
  owner.from < before && owner.to > after;
