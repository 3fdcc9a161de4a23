import type { SeatStatusCache, SeatStatusReader } from '../catalog/ports.ts';
import type { EventHandler } from './model.ts';

/** The events after which a seat may have another status. */
export const SEAT_EVENT_TYPES = [
  'reservation.held',
  'reservation.confirmed',
  'reservation.payment_failed',
  'reservation.expired',
  'reservation.released',
  'reservation.cancelled',
] as const;

export interface RefreshSeatsPorts {
  readonly truth: Pick<SeatStatusReader, 'ofReservations'>;
  readonly cache: Pick<SeatStatusCache, 'apply'>;
}

/**
 * Brings the seat cache in line after reservation events: one reading for all of them, one change for each performance. The status
 * is read again from the truth rather than told by the event, so a repeated or late event can never put an old status back. The
 * position tells the cache a process that was frozen between the two from the one that took over.
 */
export function makeRefreshSeats({ truth, cache }: RefreshSeatsPorts): EventHandler {
  return async (events) => {
    const touched = new Set(events.map((event) => event.stream));
    const position = events.at(-1)?.position ?? 0;
    const seats = await truth.ofReservations([...touched]);
    await Promise.all(
      [...seats].map(([performanceId, changes]) => cache.apply(performanceId, changes, position)),
    );
  };
}
