import type { Reservation } from '@concert-mania/core/holds/model';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import type { Queryable } from './database.ts';

/** Long enough to spare most batches the read, short enough for freed seats to be offered again soon. */
const MAX_AGE_MS = 500;
const MAX_PERFORMANCES = 50;

/**
 * Remembers which seats of a performance are free, for those who ask for the best of them. Only the owner of the
 * partition takes free seats, so what it remembers errs on one side: a seat freed lately may be missing. The database
 * wins: the write checks every seat, and a refusal is only given after a read.
 */
export function makeFreeSeats(nowMs: () => number = () => performance.now()) {
  const known = new Map<PerformanceId, { readonly readAtMs: number; readonly seats: Set<number> }>();

  return {
    /** All free seats of a performance, and whether they come from memory. Not locked. */
    all: async (
      tx: Queryable,
      performanceId: PerformanceId,
      anew: boolean,
    ): Promise<{ readonly seats: ReadonlySet<number>; readonly remembered: boolean }> => {
      const entry = known.get(performanceId);
      if (!anew && entry && nowMs() - entry.readAtMs < MAX_AGE_MS) {
        return { seats: entry.seats, remembered: true };
      }
      const rows = await tx.query<{ seat_number: number }>(
        'select seat_number from seats where performance_id = $1 and reservation_id is null',
        [performanceId],
      );
      const seats = new Set(rows.map((row) => row.seat_number));
      known.delete(performanceId);
      known.set(performanceId, { readAtMs: nowMs(), seats });
      const oldest = known.keys().next().value;
      if (known.size > MAX_PERFORMANCES && oldest !== undefined) known.delete(oldest);
      return { seats, remembered: false };
    },
    /** A committed reservation's seats are no longer free. */
    take: (reservation: Reservation): void => {
      const entry = known.get(reservation.performanceId);
      for (const seat of reservation.seats) entry?.seats.delete(seat.seatNumber);
    },
    /** After a fault nothing remembered can be relied on. */
    forget: (): void => known.clear(),
  };
}
export type FreeSeats = ReturnType<typeof makeFreeSeats>;
