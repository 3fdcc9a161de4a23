import type { Reservation } from '@concert-mania/core/holds/model';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import { IS_FREE } from '../catalogue/seats-on-sale.ts';
import { prepared, type Queryable } from '../connection/database.ts';

/** Not counted again for this long: less time than anybody needs to be told of a freed seat and to ask for it. */
const TRUSTED_MS = 30;
/** Read anew after this long, whatever the count says. */
const MAX_AGE_MS = 5_000;
/** Of a partition. */
const MAX_PERFORMANCES = 50;

/** On a house of 20,000 a fifth of the time that reading the seats takes. */
const COUNT = prepared(`select count(*)::int as free from seats where performance_id = $1 and ${IS_FREE}`);

/** Which seats are free. */
export interface SeatFlags {
  readonly size: number;
  has(seatNumber: number): boolean;
}

interface Known {
  readonly readAtMs: number;
  countedAtMs: number;
  readonly seats: ReturnType<typeof makeFlags>;
}

/**
 * Remembers which seats of a performance are free, for those who ask for the best of them. Only the owner of the
 * partition takes free seats, so what it remembers errs on one side: a seat freed lately may be missing. The database
 * wins: where it counts another number of free seats they are read, the write checks every seat, and a refusal is only given
 * after a read.
 */
export function makeFreeSeats(nowMs: () => number = () => performance.now()) {
  const known = new Map<PerformanceId, Known>();

  const isTrue = async (tx: Queryable, performanceId: PerformanceId, entry: Known): Promise<boolean> => {
    if (nowMs() - entry.readAtMs >= MAX_AGE_MS) return false;
    if (nowMs() - entry.countedAtMs < TRUSTED_MS) return true;
    const [count] = await tx.query<{ free: number }>(COUNT, [performanceId]);
    entry.countedAtMs = nowMs();
    return count?.free === entry.seats.size;
  };

  return {
    /** All free seats of a performance, and whether they come from memory. Not locked. */
    all: async (
      tx: Queryable,
      performanceId: PerformanceId,
      anew: boolean,
    ): Promise<{ readonly seats: SeatFlags; readonly remembered: boolean }> => {
      const entry = known.get(performanceId);
      if (!anew && entry && (await isTrue(tx, performanceId, entry))) {
        return { seats: entry.seats, remembered: true };
      }
      const rows = await tx.query<{ seat_number: number }>(
        `select seat_number from seats where performance_id = $1 and ${IS_FREE}`,
        [performanceId],
      );
      const seats = makeFlags(rows.map((row) => row.seat_number));
      known.delete(performanceId);
      known.set(performanceId, { readAtMs: nowMs(), countedAtMs: nowMs(), seats });
      const oldest = known.keys().next().value;
      if (known.size > MAX_PERFORMANCES && oldest !== undefined) known.delete(oldest);
      return { seats, remembered: false };
    },
    /** A committed reservation's seats are no longer free. */
    take: (reservation: Reservation): void => {
      const entry = known.get(reservation.performanceId);
      for (const seat of reservation.seats) entry?.seats.clear(seat.seatNumber);
    },
    /** After a fault nothing remembered can be relied on. */
    forget: (): void => known.clear(),
  };
}
/** One byte for each seat number: 60 KB for the largest house; a set would take megabytes. */
function makeFlags(seatNumbers: readonly number[]) {
  const flags = new Uint8Array(seatNumbers.reduce((most, seatNumber) => Math.max(most, seatNumber), 0) + 1);
  for (const seatNumber of seatNumbers) flags[seatNumber] = 1;
  let size = seatNumbers.length;
  return {
    get size() {
      return size;
    },
    has: (seatNumber: number): boolean => flags[seatNumber] === 1,
    clear: (seatNumber: number): void => {
      if (flags[seatNumber] !== 1) return;
      flags[seatNumber] = 0;
      size -= 1;
    },
  };
}

export type FreeSeats = ReturnType<typeof makeFreeSeats>;
