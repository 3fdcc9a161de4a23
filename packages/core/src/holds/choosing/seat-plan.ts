/**
 * A venue's seat: location and labels. It never changes; all performances in the venue share it.
 */
export interface PlannedSeat {
  readonly seatNumber: number;
  readonly seatGuid: string;
  readonly zone: string;
  readonly row: string;
  /** Zone and row of the plan. Names may be blank and may repeat. */
  readonly zoneIndex: number;
  readonly rowIndex: number;
  readonly label: string;
  /** Each performance assigns a grade and a price to the category. */
  readonly category: string;
  readonly accessible: boolean;
  readonly x: number;
  readonly y: number;
}

/** A seat with its block, place and distance from the stage. */
export interface PlacedSeat extends PlannedSeat {
  /** Neighbours have consecutive places in one block. */
  readonly block: number;
  readonly place: number;
  readonly distance: number;
}

export interface SeatPlan {
  readonly byNumber: ReadonlyMap<number, PlacedSeat>;
  /** Seats of one row between aisles, from end to end; the block nearest to the stage first. */
  readonly blocks: readonly (readonly PlacedSeat[])[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A gap wider than a seat and a half is an aisle. */
const AISLE_FACTOR = 1.5;
/** A step this much more backwards than sideways leads to a seat behind. */
const BEHIND_FACTOR = 1.5;

/** Arranges a venue's seats into blocks and measures their distance from the focal point. */
export function makeSeatPlan(seats: readonly PlannedSeat[], focalPoint: Point): SeatPlan {
  const zones = groupBy(
    [...seats].sort((a, b) => a.seatNumber - b.seatNumber),
    (seat) => seat.zoneIndex,
  ).map((zone) => groupBy(zone, (seat) => seat.rowIndex).map(alongTheRow));
  const blocks = zones.flatMap((rows) => {
    const zonePitch = lowerMedian(rows.flatMap((row) => (row.length > 2 ? gapsOf(row) : [])));
    return rows.flatMap((row) => splitAtAisles(row, pitchOf(row, zonePitch)));
  });
  const nearestFirst = blocks
    .map((block) => ({ block, nearest: nearestOf(block, focalPoint) }))
    .sort((a, b) => a.nearest - b.nearest)
    .map(({ block: seatsOfBlock }, block) =>
      seatsOfBlock.map((seat, place) => placedSeat(seat, block, place, focalPoint)),
    );
  const byNumber = new Map<number, PlacedSeat>();
  for (const block of nearestFirst) for (const seat of block) byNumber.set(seat.seatNumber, seat);
  return { byNumber, blocks: nearestFirst };
}

/** Copies the fields one by one, which is twice as fast as a spread for 60,000 seats. */
const placedSeat = (seat: PlannedSeat, block: number, place: number, focalPoint: Point): PlacedSeat => ({
  seatNumber: seat.seatNumber,
  seatGuid: seat.seatGuid,
  zone: seat.zone,
  row: seat.row,
  zoneIndex: seat.zoneIndex,
  rowIndex: seat.rowIndex,
  label: seat.label,
  category: seat.category,
  accessible: seat.accessible,
  x: seat.x,
  y: seat.y,
  block,
  place,
  distance: gapBetween(seat, focalPoint),
});

/**
 * A row's seats from end to end, in plan order (which follows curves), by x or by y: whichever
 * jumps least. The numbering of the hall does not matter. A walk must not zigzag between two lines.
 */
function alongTheRow(row: readonly PlannedSeat[]): readonly PlannedSeat[] {
  const walks = [
    { seats: row, isBehind: () => false },
    { seats: [...row].sort((a, b) => a.x - b.x || a.y - b.y), isBehind: isSteep },
    { seats: [...row].sort((a, b) => a.y - b.y || a.x - b.x), isBehind: isFlat },
  ].map((walk) => ({ ...walk, gaps: gapsOf(walk.seats) }));
  const pitch = Math.min(...walks.map(({ gaps }) => lowerMedian(gaps) ?? 0));
  const judged = walks.map(({ seats, gaps, isBehind }) => ({
    seats,
    jumps: gaps.filter(
      (gap, at) =>
        gap > pitch * AISLE_FACTOR || isBehind(seats[at] as PlannedSeat, seats[at + 1] as PlannedSeat),
    ).length,
  }));
  return judged.reduce((best, walk) => (walk.jumps < best.jumps ? walk : best)).seats;
}

const isSteep = (a: Point, b: Point): boolean => Math.abs(b.y - a.y) > BEHIND_FACTOR * Math.abs(b.x - a.x);
const isFlat = (a: Point, b: Point): boolean => Math.abs(b.x - a.x) > BEHIND_FACTOR * Math.abs(b.y - a.y);

/** The usual distance between neighbours in a row. A row of two seats uses its zone's. */
function pitchOf(row: readonly PlannedSeat[], zonePitch: number | undefined): number {
  const own = lowerMedian(gapsOf(row)) ?? 0;
  return row.length > 2 ? own : Math.min(own, zonePitch ?? own);
}

function splitAtAisles(row: readonly PlannedSeat[], pitch: number): readonly (readonly PlannedSeat[])[] {
  const blocks: PlannedSeat[][] = [];
  for (const seat of row) {
    const block = blocks.at(-1);
    const before = block?.at(-1);
    if (block && before && gapBetween(before, seat) <= pitch * AISLE_FACTOR) block.push(seat);
    else blocks.push([seat]);
  }
  return blocks;
}

const gapBetween = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

const nearestOf = (block: readonly PlannedSeat[], focalPoint: Point): number =>
  block.reduce((least, seat) => Math.min(least, gapBetween(seat, focalPoint)), Number.POSITIVE_INFINITY);

const gapsOf = (row: readonly PlannedSeat[]): readonly number[] =>
  row.slice(1).map((seat, index) => gapBetween(seat, row[index] as PlannedSeat));

function lowerMedian(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): readonly T[][] {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
