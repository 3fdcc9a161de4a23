import type { SeatStatusChange } from '../catalogue/model.ts';
import type { SeatStatusCache, SeatStatusReader } from '../catalogue/ports.ts';
import type { PerformanceId } from '../shared/ids.ts';
import type { EventHandler } from './model.ts';

/** The events that may change a seat's status. */
export const SEAT_EVENT_TYPES = [
  'reservation.held',
  'reservation.confirmed',
  'reservation.payment_failed',
  'reservation.expired',
  'reservation.released',
  'reservation.cancelled',
  'reservation.seats_cancelled',
  'reservation.seats_moved',
  'performance.seats_changed',
] as const;

/** The events whose own payload names the seats. */
const NAMES_SEATS: ReadonlySet<string> = new Set([
  'performance.seats_changed',
  'reservation.seats_cancelled',
  'reservation.seats_moved',
]);

export interface RefreshSeatsPorts {
  readonly truth: Pick<SeatStatusReader, 'ofReservations' | 'ofSeatChanges'>;
  readonly cache: Pick<SeatStatusCache, 'apply'>;
}

/**
 * Updates the seat cache, with one read per kind of event. Reads statuses from PostgreSQL, so
 * repeated or late events store no old status. `position` lets the cache detect a frozen relay.
 */
export function makeRefreshSeats({ truth, cache }: RefreshSeatsPorts): EventHandler {
  return async (events) => {
    const ofSeats = events.filter(({ type }) => NAMES_SEATS.has(type));
    const ofOthers = events.filter(({ type }) => !NAMES_SEATS.has(type));
    const position = events.at(-1)?.position ?? 0;
    const reads = [truth.ofReservations([...new Set(ofOthers.map((event) => event.stream))])];
    if (ofSeats.length > 0) reads.push(truth.ofSeatChanges(ofSeats));
    const changes = new Map<PerformanceId, SeatStatusChange[]>();
    for (const seats of await Promise.all(reads))
      for (const [id, of] of seats) changes.set(id, [...(changes.get(id) ?? []), ...of]);
    await Promise.all([...changes].map(([id, of]) => cache.apply(id, of, position)));
  };
}
