import { setTimeout } from 'node:timers/promises';
import { seatLabel } from '@concert-mania/core/catalogue/seat-label';
import { makeRowCounter } from '@concert-mania/core/holds/choosing/count-rows';
import { makeSeatPlan, type PlannedSeat, type SeatPlan } from '@concert-mania/core/holds/choosing/seat-plan';
import type { VenueId } from '@concert-mania/core/shared/ids';
import { shareCalls } from '@concert-mania/runtime/async/share-calls';
import type { Queryable } from '../connection/database.ts';

export interface SeatPlansOptions {
  readonly db: Queryable;
  /** The limit of seats of all plans in memory. One plan is always kept. */
  readonly maxSeats: number;
  readonly onRead: (plan: {
    readonly venueId: VenueId;
    readonly seats: number;
    readonly durationMs: number;
  }) => void;
  /** Called when a plan could not be read. */
  readonly onFault: (venueId: VenueId, error: unknown) => void;
}

/** Small enough to let other work run between two pages. */
const PAGE_SEATS = 5_000;
const FAULT_PAUSE_MS = 500;

/**
 * The seat plans of venues, shared by all partitions of a process. Plans never change. They are
 * read outside batches, one at a time; simultaneous requests share a read.
 */
export function makeSeatPlans({ db, maxSeats, onRead, onFault }: SeatPlansOptions) {
  const plans = new Map<VenueId, SeatPlan>();
  const failing = new Set<VenueId>();
  let last: Promise<void> = Promise.resolve();
  let seats = 0;

  const keep = (venueId: VenueId, plan: SeatPlan) => {
    plans.set(venueId, plan);
    seats += plan.byNumber.size;
    for (const [oldest, { byNumber }] of plans) {
      if (seats <= maxSeats || oldest === venueId) break;
      plans.delete(oldest);
      seats -= byNumber.size;
    }
  };
  const read = async (venueId: VenueId) => {
    const startedMs = performance.now();
    const plan = await readPlan(db, venueId);
    failing.delete(venueId);
    keep(venueId, plan);
    onRead({ venueId, seats: plan.byNumber.size, durationMs: performance.now() - startedMs });
  };
  const load = shareCalls((venueId: VenueId): Promise<void> => {
    const reading = last.then(() => read(venueId));
    last = reading.catch(() => {});
    return reading.catch((error: unknown) => {
      failing.add(venueId);
      onFault(venueId, error);
      return setTimeout(FAULT_PAUSE_MS);
    });
  });

  return {
    /** The plan of a venue, if it is in memory. */
    find: (venueId: VenueId): SeatPlan | null => {
      const plan = plans.get(venueId);
      if (!plan) return null;
      plans.delete(venueId);
      plans.set(venueId, plan);
      return plan;
    },
    /**
     * Resolves when the plan is in memory, or after a fault, when a retry makes sense. Never
     * rejects.
     */
    load: (venueId: VenueId): Promise<void> => (plans.has(venueId) ? Promise.resolve() : load(venueId)),
    /** Whether the last read failed; other plans are then read first. */
    isFailing: (venueId: VenueId): boolean => failing.has(venueId),
    /** The number of seats of all plans in memory. */
    seats: (): number => seats,
  };
}
export type SeatPlans = ReturnType<typeof makeSeatPlans>;

interface SeatRow {
  seat_number: number;
  seat_guid: string;
  zone: string;
  row_name: string;
  seat_name: string;
  category: string;
  accessible: boolean;
  x: number;
  y: number;
  /** Null, like the label, in a venue imported by a version that did not keep them. */
  zone_index: number | null;
  row_index: number | null;
  label: string | null;
}

async function readPlan(db: Queryable, venueId: VenueId): Promise<SeatPlan> {
  const [venue] = await db.query<{ x: number; y: number }>(
    'select focal_x as x, focal_y as y from venues where id = $1',
    [venueId],
  );
  if (!venue) throw new Error(`venue ${venueId} does not exist`);
  const seats: PlannedSeat[] = [];
  const share = makeSharing();
  const count = makeRowCounter();
  for (let page = PAGE_SEATS; page === PAGE_SEATS; ) {
    const rows = await db.query<SeatRow>(PAGE_SQL, [venueId, seats.at(-1)?.seatNumber ?? 0, PAGE_SEATS]);
    for (const row of rows) seats.push(toPlannedSeat(row, share, count));
    page = rows.length;
  }
  return makeSeatPlan(seats, venue);
}

const PAGE_SQL = `
  select seat_number, seat_guid, zone, row_name, seat_name, category, accessible, x, y,
    zone_index, row_index, label from venue_seats
  where venue_id = $1 and seat_number > $2 order by seat_number limit $3`;

const toPlannedSeat = (
  row: SeatRow,
  share: (text: string) => string,
  count: ReturnType<typeof makeRowCounter>,
): PlannedSeat => ({
  seatNumber: row.seat_number,
  seatGuid: row.seat_guid,
  zone: share(row.zone),
  row: share(row.row_name),
  ...rowOf(row, count),
  label: row.label ?? seatLabel({ zone: row.zone, row: row.row_name, seat: row.seat_name }),
  category: share(row.category),
  accessible: row.accessible,
  x: row.x,
  y: row.y,
});

const rowOf = (row: SeatRow, count: ReturnType<typeof makeRowCounter>) =>
  row.zone_index === null || row.row_index === null
    ? count({ zone: row.zone, row: row.row_name, seat: row.seat_name })
    : { zoneIndex: row.zone_index, rowIndex: row.row_index };

/** Shares one copy of a text among all seats that have it. */
function makeSharing() {
  const known = new Map<string, string>();
  return (text: string): string => {
    const same = known.get(text);
    if (same !== undefined) return same;
    known.set(text, text);
    return text;
  };
}
