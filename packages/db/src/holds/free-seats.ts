import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import { IS_FREE } from '../catalogue/seats-on-sale.ts';
import { prepared, type Queryable } from '../connection/database.ts';

/** Skips the recount for 30 ms, shorter than a client needs to react to a freed seat. */
const TRUSTED_MS = 30;
/** Reads the seats again after this long, even if the count is unchanged. */
const MAX_AGE_MS = 5_000;
/** Per partition. */
const MAX_PERFORMANCES = 100;

/** On a house of 20,000 seats, counting takes a fifth of the time of reading. */
const COUNT = prepared(`select count(*)::int as free from seats where performance_id = $1 and ${IS_FREE}`);

/** The set of free seats. */
export interface SeatFlags {
  readonly size: number;
  has(seatNumber: number): boolean;
}

/** Seats of a performance that are no longer free, such as those of a reservation. */
interface TakenSeats {
  readonly performanceId: PerformanceId;
  readonly seats: readonly { readonly seatNumber: number }[];
}

interface Known {
  readonly readAtMs: number;
  countedAtMs: number;
  readonly seats: ReturnType<typeof makeFlags>;
}

/**
 * Remembers the free seats of performances for best-available requests. A seat freed lately may be
 * missing, so the seats are reread when the database's count differs and before a refusal. The
 * write checks every seat.
 */
export function makeFreeSeats(nowMs: () => number = () => performance.now()) {
  let known = makeBoundedMap<PerformanceId, Known>(MAX_PERFORMANCES);

  const isTrue = async (tx: Queryable, performanceId: PerformanceId, entry: Known): Promise<boolean> => {
    if (nowMs() - entry.readAtMs >= MAX_AGE_MS) return false;
    if (nowMs() - entry.countedAtMs < TRUSTED_MS) return true;
    const [count] = await tx.query<{ free: number }>(COUNT, [performanceId]);
    entry.countedAtMs = nowMs();
    return count?.free === entry.seats.size;
  };

  return {
    /** All free seats of a performance, and whether they come from memory. They are not locked. */
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
      known.set(performanceId, { readAtMs: nowMs(), countedAtMs: nowMs(), seats });
      return { seats, remembered: false };
    },
    /** Removes seats that were committed as taken or blocked. */
    take: ({ performanceId, seats }: TakenSeats): void => {
      const entry = known.get(performanceId);
      for (const seat of seats) entry?.seats.clear(seat.seatNumber);
    },
    /** Call it after a fault: remembered seats may then be wrong. */
    forget: (): void => {
      known = makeBoundedMap(MAX_PERFORMANCES);
    },
  };
}
/** One byte per seat number: 60 KB for the largest house. A Set would take megabytes. */
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
