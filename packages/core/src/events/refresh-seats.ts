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
 * Updates the seat cache after reservation events: one read for all, one change per performance.
 * Statuses are read from PostgreSQL, so repeated or late events write no old status. By the
 * position the cache ignores a process that was frozen meanwhile.
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
