import { type Bounds, boundsOf, type Point } from './geometry.ts';
import { areaOf, outlineOf } from './outline.ts';
import type { SeatGrid } from './seat-grid.ts';

/** The seats of one zone in one row, one after another: `first` to `last`. */
export interface Row {
  readonly name: string;
  readonly zone: number;
  readonly first: number;
  readonly last: number;
}

export interface Zone {
  readonly name: string;
  readonly outline: readonly Point[];
  readonly bounds: Bounds;
  /** Inside the zone, near its middle. */
  readonly middle: Point;
  /** The width for text in its middle. */
  readonly room: number;
  /** Before its first row, on the side of the stage. */
  readonly front: Point;
  /** The grade of most of its seats; null if none has a price. */
  readonly grade: number | null;
  readonly seats: number;
}

export const NO_GRADE = 255;
const PADDING = 1.1;
const FRONT_GAP = 2;
/** Of a zone as long as wide. */
const ROOM_SHARE = 1.15;
const POINTS_A_ROW = 25;

export interface ZoneParts {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly gradeOf: Uint8Array;
  readonly rows: readonly Row[];
  readonly names: readonly string[];
  readonly grid: SeatGrid;
  readonly pitch: number;
}

/** The zones, in the order of their names. */
export function makeZones(parts: ZoneParts): readonly Zone[] {
  const rowsOf = Map.groupBy(parts.rows, ({ zone }) => zone);
  return parts.names.map((name, number) =>
    makeZone(parts, name || `${number + 1}`, rowsOf.get(number) ?? []),
  );
}

function makeZone({ x, y, gradeOf, grid, pitch }: ZoneParts, name: string, rows: readonly Row[]): Zone {
  const pointOf = (seat: number): Point => ({ x: x[seat] as number, y: y[seat] as number });
  const outline = outlineOf(
    rows.map(({ first, last }) => [pointOf(first), pointOf(last)]),
    (row) => thinned(rows[row] as Row).map(pointOf),
    pitch * PADDING,
  );
  const counts = new Uint32Array(NO_GRADE + 1);
  const sum = { x: 0, y: 0, seats: 0 };
  for (const { first, last } of rows)
    for (let seat = first; seat <= last; seat += 1) {
      sum.x += x[seat] as number;
      sum.y += y[seat] as number;
      sum.seats += 1;
      const grade = gradeOf[seat] as number;
      counts[grade] = (counts[grade] as number) + 1;
    }
  const middles = rows.map(({ first, last }) => pointOf((first + last) >> 1));
  const mean = { x: sum.x / sum.seats, y: sum.y / sum.seats };
  const bounds = boundsOf(outline);
  return {
    name,
    outline,
    bounds,
    room: Math.min(bounds.right - bounds.left, Math.sqrt(Math.abs(areaOf(outline))) * ROOM_SHARE),
    middle: grid.nearest(mean.x, mean.y, pitch * 3) === -1 ? nearestTo(mean, middles) : mean,
    front: frontOf(middles, pitch),
    grade: mostFrequent(counts.subarray(0, NO_GRADE)),
    seats: sum.seats,
  };
}

/** At most so many seats of a row, its ends among them. */
function thinned({ first, last }: Row): readonly number[] {
  const steps = Math.min(last - first, POINTS_A_ROW - 1);
  if (steps === 0) return [first];
  return Array.from(
    { length: steps + 1 },
    (_, index) => first + Math.round((index * (last - first)) / steps),
  );
}

const nearestTo = (place: Point, points: readonly Point[]): Point => {
  const distance = ({ x, y }: Point) => Math.hypot(x - place.x, y - place.y);
  return points.reduce((best, point) => (distance(point) < distance(best) ? point : best));
};

/** The middle of the first row, moved away from the second; upwards if there is none. */
function frontOf(middles: readonly Point[], pitch: number): Point {
  const [first = { x: 0, y: 0 }, second] = middles;
  const [dx, dy] = second ? [first.x - second.x, first.y - second.y] : [0, -1];
  const length = Math.hypot(dx, dy) || 1;
  return { x: first.x + (dx / length) * pitch * FRONT_GAP, y: first.y + (dy / length) * pitch * FRONT_GAP };
}

function mostFrequent(counts: Uint32Array): number | null {
  const most = Math.max(...counts);
  return most === 0 ? null : counts.indexOf(most);
}
