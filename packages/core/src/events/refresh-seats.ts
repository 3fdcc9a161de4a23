import { z } from 'zod';
import type { SeatStatusCache, SeatStatusReader } from '../catalog/ports.ts';
import type { PerformanceId } from '../shared/ids.ts';
import type { EventHandler, RecordedEvent } from './model.ts';
import type { TouchedReservations } from './ports.ts';

/** The events after which a seat may have another status. */
export const SEAT_EVENT_TYPES = [
  'reservation.held',
  'reservation.confirmed',
  'reservation.payment_failed',
  'reservation.expired',
  'reservation.released',
  'reservation.cancelled',
] as const;

const heldPayload = z.object({
  reservation: z.object({
    performanceId: z.string(),
    seats: z.array(z.object({ seatNumber: z.int() })),
  }),
});

export interface RefreshSeatsPorts {
  readonly reservations: TouchedReservations;
  readonly truth: SeatStatusReader;
  readonly cache: SeatStatusCache;
}

/**
 * Brings the seat cache in line after reservation events. The status is read again from the truth rather than told by
 * the event, so a repeated or late event can never put an old status back.
 */
export function makeRefreshSeats(ports: RefreshSeatsPorts): EventHandler {
  return async (events) => {
    const touched = await touchedSeats(ports.reservations, events);
    for (const [performanceId, seatNumbers] of touched) {
      const changes = await ports.truth.ofSeats(performanceId, [...seatNumbers]);
      await ports.cache.apply(performanceId, changes);
    }
  };
}

async function touchedSeats(
  reservations: TouchedReservations,
  events: readonly RecordedEvent[],
): Promise<ReadonlyMap<PerformanceId, ReadonlySet<number>>> {
  const touched = new Map<PerformanceId, Set<number>>();
  const touch = (performanceId: PerformanceId, seatNumbers: readonly number[]) => {
    const known = touched.get(performanceId) ?? new Set();
    for (const seatNumber of seatNumbers) known.add(seatNumber);
    touched.set(performanceId, known);
  };
  const unnamed = new Set<string>();
  for (const event of events) {
    const held = event.type === 'reservation.held' ? heldPayload.safeParse(event.payload) : null;
    if (held?.success) {
      const { performanceId, seats } = held.data.reservation;
      touch(
        performanceId,
        seats.map((seat) => seat.seatNumber),
      );
    } else {
      unnamed.add(event.stream);
    }
  }
  if (unnamed.size > 0) {
    for (const reservation of await reservations.findTouched([...unnamed])) {
      touch(reservation.performanceId, reservation.seatNumbers);
    }
  }
  return touched;
}
