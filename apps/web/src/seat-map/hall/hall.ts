import type { SeatLayout } from '../seat-layout.ts';
import { type Bounds, grown, joined, middleOf } from './geometry.ts';
import { turnColumns, turned, turnedBounds, turnsToStage } from './quarter-turn.ts';
import { makeSeatGrid, type SeatGrid } from './seat-grid.ts';
import { placeStage } from './stage.ts';
import { makeZones, NO_GRADE, type Row, type Zone } from './zones.ts';

/** Around the hall, as a share of its length: its outer sections do not touch the frame. */
const MARGIN = 0.02;

/** A hall with its stage at the top. Seats are indices: the seat number minus one. */
export interface Hall {
  readonly seats: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly zoneOf: Uint16Array;
  readonly rowOf: Uint16Array;
  /** The place of the seat's grade in the layout, or `NO_GRADE`. */
  readonly gradeOf: Uint8Array;
  readonly zones: readonly Zone[];
  readonly rows: readonly Row[];
  readonly stage: Bounds;
  /** Seats and stage. */
  readonly bounds: Bounds;
  /** The distance of neighbouring seats. */
  readonly pitch: number;
  readonly grid: SeatGrid;
}

export function makeHall(layout: SeatLayout): Hall {
  const { seats } = layout;
  const x = new Float32Array(seats.x);
  const y = new Float32Array(seats.y);
  const plan = boundsOfColumns(x, y);
  const extent = Math.max(plan.right - plan.left, plan.bottom - plan.top);
  const turns = turnsToStage(middleOf(plan), layout.focalPoint, extent);
  const count = seats.x.length;
  turnColumns(x, y, turns);
  const around = turnedBounds(plan, turns);
  const grid = makeSeatGrid(x, y, around);
  const pitch = pitchOf(x, y, grid, extent || 1);
  const { zoneOf, rowOf, rows, names } = readRows(layout);
  const gradeOf = readGrades(layout);
  const zones = makeZones({ x, y, rows, names, gradeOf, grid, pitch });
  const focalPoint = turned(layout.focalPoint, turns);
  const stage = placeStage({ focalPoint, around, pitch, x, y });
  const bounds = grown(joined(around, stage), Math.max(pitch * 2, extent * MARGIN));
  return { seats: count, x, y, zoneOf, rowOf, gradeOf, zones, rows, stage, bounds, pitch, grid };
}

function boundsOfColumns(xs: Float32Array, ys: Float32Array): Bounds {
  let left = xs[0] ?? 0;
  let right = left;
  let top = ys[0] ?? 0;
  let bottom = top;
  for (let at = 1; at < xs.length; at += 1) {
    const x = xs[at] as number;
    const y = ys[at] as number;
    if (x < left) left = x;
    else if (x > right) right = x;
    if (y < top) top = y;
    else if (y > bottom) bottom = y;
  }
  return { left, top, right, bottom };
}

const SAMPLES = 200;
/** Few pairs of seats are closer than this share of the sampled distances. */
const CLOSE_SHARE = 0.2;

/** The distance at which seats of this hall stand beside one another. */
function pitchOf(x: Float32Array, y: Float32Array, grid: SeatGrid, extent: number): number {
  const step = Math.max(1, Math.floor(x.length / SAMPLES));
  const gaps: number[] = [];
  for (let seat = 0; seat < x.length; seat += step) {
    const [sx, sy] = [x[seat] as number, y[seat] as number];
    for (let within = extent / Math.sqrt(x.length); within < extent * 2; within *= 2) {
      const other = grid.nearest(sx, sy, within, seat);
      if (other === -1) continue;
      gaps.push(Math.hypot((x[other] as number) - sx, (y[other] as number) - sy));
      break;
    }
  }
  const apart = gaps.filter((gap) => gap > 0).sort((a, b) => a - b);
  return apart[Math.floor(apart.length * CLOSE_SHARE)] ?? extent / 10;
}

function readRows({ seats }: SeatLayout) {
  const count = seats.x.length;
  const zoneOf = new Uint16Array(count);
  const rowOf = new Uint16Array(count);
  const numbers = new Map<string, number>();
  const rows: { name: string; zone: number; first: number; last: number }[] = [];
  let zoneName: string | null = null;
  let zone = 0;
  for (let seat = 0; seat < count; seat += 1) {
    const nextZone = seats.zone[seat] as string;
    const name = seats.row[seat] as string;
    if (nextZone !== zoneName) {
      zone = numbers.get(nextZone) ?? numbers.size;
      numbers.set(nextZone, zone);
      zoneName = nextZone;
    }
    const current = rows[rows.length - 1];
    if (current?.zone === zone && current.name === name) current.last = seat;
    else rows.push({ name, zone, first: seat, last: seat });
    zoneOf[seat] = zone;
    rowOf[seat] = rows.length - 1;
  }
  return { zoneOf, rowOf, rows, names: [...numbers.keys()] };
}

function readGrades({ grades, seats }: SeatLayout): Uint8Array {
  const places = new Map(grades.map(({ name }, index) => [name, index] as const).reverse());
  const gradeOf = new Uint8Array(seats.grade.length);
  let last: string | null = null;
  let place = NO_GRADE;
  for (let seat = 0; seat < gradeOf.length; seat += 1) {
    const grade = seats.grade[seat] ?? null;
    // Neighbours mostly share their grade.
    if (grade !== last) place = grade === null ? NO_GRADE : Math.min(places.get(grade) ?? NO_GRADE, NO_GRADE);
    last = grade;
    gradeOf[seat] = place;
  }
  return gradeOf;
}
