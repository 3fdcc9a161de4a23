import type { SeatPlan } from '@concert-mania/core/holds/choosing/seat-plan';
import type { HoldCommand, HoldSnapshot, PerformanceOnSale } from '@concert-mania/core/holds/hold-snapshot';
import { refuseUnseen } from '@concert-mania/core/holds/refuse-unseen';
import type { PerformanceId, VenueId } from '@concert-mania/core/shared/ids';
import { IS_FREE } from '../catalogue/seats-on-sale.ts';
import { intArray } from '../connection/binary-arrays.ts';
import { prepared, type Queryable } from '../connection/database.ts';
import { shareSeatLimits } from '../reservations/seat-limits.ts';
import { readAccountHolds } from './account-holds.ts';
import type { FreeSeats, SeatFlags } from './free-seats.ts';
import type { HoldTerms, TermsInVenue } from './hold-terms.ts';
import type { SeatPlans } from './seat-plans.ts';

export interface SnapshotRead {
  readonly snapshot: HoldSnapshot;
  /** True if free seats came from memory. Seats freed lately may be missing. */
  readonly remembered: boolean;
  /** The start of the transaction; it is written as the time of the decisions. */
  readonly began: Date;
  /** Venues whose plan is not in memory, by performance. */
  readonly cold: ReadonlyMap<PerformanceId, VenueId>;
}

const NOW = prepared('select clock_timestamp() as now, now() as began');

/** Reads the data that a batch is decided against, within the batch's transaction. */
export interface HoldSnapshotReader {
  read(commands: readonly HoldCommand[]): Promise<SnapshotRead>;
  /** The same without remembered seats. */
  readAnew(commands: readonly HoldCommand[]): Promise<SnapshotRead>;
}

export interface HoldMemory {
  readonly terms: HoldTerms;
  readonly plans: SeatPlans;
  readonly freeSeats: FreeSeats;
}

export function makeHoldSnapshotReader(tx: Queryable, memory: HoldMemory): HoldSnapshotReader {
  const read = async (commands: readonly HoldCommand[], anew: boolean): Promise<SnapshotRead> => {
    const terms = await memory.terms.read(tx, new Set(commands.map(performanceOf)));
    // Commands that are refused without a look at seats need no data. If the exact time decides
    // otherwise, they stay undecided and come again.
    const now = memory.terms.estimateNow();
    const hopeful = commands.filter(
      (each) => refuseUnseen(terms.get(performanceOf(each)), each, now) === null,
    );
    const { warm, cold } = findPlans(memory.plans, terms, hopeful);
    const seated = hopeful.filter((command) => warm.has(performanceOf(command)));
    const asked = [...warm.keys(), ...cold.keys()];
    // Sent in this order on one connection.
    const [, named, free, accountHolds, [clock]] = await Promise.all([
      shareSeatLimits(tx, asked),
      lockNamedSeats(tx, seated),
      readFreeSeats(tx, memory.freeSeats, wantingTheBest(seated), anew),
      readAccountHolds(tx, hopeful, asked),
      // Read last, after every lock is held: a sale that closed while waiting for a lock is closed.
      tx.query<{ now: Date; began: Date }>(NOW),
    ]);
    if (!clock) throw new Error('select now() returned no row');
    const performances = [...terms.values()].map((performance): [PerformanceId, PerformanceOnSale] => [
      performance.id,
      {
        ...performance,
        plan: warm.get(performance.id) ?? null,
        isFree: freeSeatOf(named.get(performance.id), free.seats.get(performance.id)),
      },
    ]);
    return {
      snapshot: { now: clock.now, performances: new Map(performances), ...accountHolds },
      remembered: free.remembered,
      began: clock.began,
      cold,
    };
  };
  return { read: (commands) => read(commands, false), readAnew: (commands) => read(commands, true) };
}

const performanceOf = (command: HoldCommand): PerformanceId => command.payload.performanceId;

/** The plans of the requested performances that are in memory. */
function findPlans(
  plans: SeatPlans,
  terms: ReadonlyMap<PerformanceId, TermsInVenue>,
  commands: readonly HoldCommand[],
) {
  const warm = new Map<PerformanceId, SeatPlan>();
  const cold = new Map<PerformanceId, VenueId>();
  for (const id of new Set(commands.map(performanceOf))) {
    const venueId = terms.get(id)?.venueId;
    const plan = venueId === undefined ? null : plans.find(venueId);
    if (plan) warm.set(id, plan);
    else if (venueId !== undefined) cold.set(id, venueId);
  }
  return { warm, cold };
}

/** The seats named by commands, read under their locks; true if free. */
type NamedSeats = ReadonlyMap<number, boolean>;

/** A locked read overrides a remembered seat. */
const freeSeatOf =
  (named: NamedSeats | undefined, all: SeatFlags | undefined) =>
  (seatNumber: number): boolean =>
    named?.get(seatNumber) ?? all?.has(seatNumber) ?? false;

/** Locks the named seats in one global order and returns which of them are free. */
async function lockNamedSeats(
  tx: Queryable,
  commands: readonly HoldCommand[],
): Promise<Map<PerformanceId, NamedSeats>> {
  const wanted = new Map<PerformanceId, Set<number>>();
  for (const { payload } of commands) {
    if (!('seatNumbers' in payload.request)) continue;
    const numbers = wanted.get(payload.performanceId) ?? new Set();
    for (const seatNumber of payload.request.seatNumbers) numbers.add(seatNumber);
    wanted.set(payload.performanceId, numbers);
  }
  const inOrder = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1));
  const found = inOrder.map(async ([performanceId, numbers]): Promise<[PerformanceId, NamedSeats]> => {
    const rows = await tx.query<{ seat_number: number; free: boolean }>(
      prepared(`select seat_number, ${IS_FREE} as free from seats
       where performance_id = $1 and seat_number = any($2) order by seat_number for update`),
      [performanceId, intArray([...numbers])],
    );
    return [performanceId, new Map(rows.map((row) => [row.seat_number, row.free]))];
  });
  return new Map(await Promise.all(found));
}

/** All free seats of the performances, and whether any come from memory. */
async function readFreeSeats(
  tx: Queryable,
  freeSeats: FreeSeats,
  performanceIds: ReadonlySet<PerformanceId>,
  anew: boolean,
) {
  const ids = [...performanceIds];
  const read = await Promise.all(ids.map((performanceId) => freeSeats.all(tx, performanceId, anew)));
  return {
    seats: new Map(ids.map((performanceId, at) => [performanceId, read[at]?.seats])),
    remembered: read.some(({ remembered }) => remembered),
  };
}

function wantingTheBest(commands: readonly HoldCommand[]): ReadonlySet<PerformanceId> {
  return new Set(commands.filter(({ payload }) => 'bestAvailable' in payload.request).map(performanceOf));
}
