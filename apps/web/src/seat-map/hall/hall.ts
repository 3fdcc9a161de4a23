import type { SeatLayout } from '../seat-layout.ts';
import { type Bounds, grown, joined, middleOf } from './geometry.ts';
import { turned, turnsToStage } from './quarter-turn.ts';
import { makeSeatGrid, type SeatGrid } from './seat-grid.ts';
import { placeStage } from './stage.ts';
import { makeZones, NO_GRADE, type Row, type Zone } from './zones.ts';

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
  const plan = boundsOfColumns(seats.x, seats.y);
  const extent = Math.max(plan.right - plan.left, plan.bottom - plan.top);
  const turns = turnsToStage(middleOf(plan), layout.focalPoint, extent);
  const count = seats.x.length;
  const [x, y] = [new Float32Array(count), new Float32Array(count)];
  for (let seat = 0; seat < count; seat += 1) {
    const place = turned({ x: seats.x[seat] as number, y: seats.y[seat] as number }, turns);
    x[seat] = place.x;
    y[seat] = place.y;
  }
  const around = boundsOfColumns(x, y);
  const grid = makeSeatGrid(x, y, around);
  const pitch = pitchOf(x, y, grid, extent || 1);
  const { zoneOf, rowOf, rows, names } = readRows(layout);
  const gradeOf = readGrades(layout);
  const zones = makeZones({ x, y, rows, names, gradeOf, grid, pitch });
  const focalPoint = turned(layout.focalPoint, turns);
  const stage = placeStage({ focalPoint, around, pitch, x, y });
  const bounds = grown(joined(around, stage), pitch * 2);
  return { seats: count, x, y, zoneOf, rowOf, gradeOf, zones, rows, stage, bounds, pitch, grid };
}

function boundsOfColumns(xs: ArrayLike<number>, ys: ArrayLike<number>): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < xs.length; at += 1) {
    const [x, y] = [xs[at] as number, ys[at] as number];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return xs.length === 0 ? { left: 0, top: 0, right: 0, bottom: 0 } : { left, top, right, bottom };
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
  const [zoneOf, rowOf] = [new Uint16Array(count), new Uint16Array(count)];
  const numbers = new Map<string, number>();
  const rows: { name: string; zone: number; first: number; last: number }[] = [];
  let [zoneName, zone]: [string | null, number] = [null, 0];
  for (let seat = 0; seat < count; seat += 1) {
    const [nextZone, name] = [seats.zone[seat] as string, seats.row[seat] as string];
    if (nextZone !== zoneName) {
      zone = numbers.get(nextZone) ?? numbers.size;
      numbers.set(nextZone, zone);
      zoneName = nextZone;
    }
    const current = rows.at(-1);
    if (current?.zone === zone && current.name === name) current.last = seat;
    else rows.push({ name, zone, first: seat, last: seat });
    zoneOf[seat] = zone;
    rowOf[seat] = rows.length - 1;
  }
  return { zoneOf, rowOf, rows, names: [...numbers.keys()] };
}

function readGrades({ grades, seats }: SeatLayout): Uint8Array {
  const places = new Map(grades.map(({ name }, index) => [name, index] as const).reverse());
  return Uint8Array.from(seats.grade, (grade) =>
    grade === null ? NO_GRADE : Math.min(places.get(grade) ?? NO_GRADE, NO_GRADE),
  );
}
