import type { Bounds } from './geometry.ts';
import type { Hall } from './hall.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

const WAYS: Readonly<Record<Direction, readonly [x: number, y: number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};
/** Seats farther aside than ahead, by this factor, are not in that direction. */
const WIDEST = 1.2;
const ASIDE_COST = 2.5;
/** Nothing in the cone is nearer ahead than this share of its distance. */
const LEAST_AHEAD = 1 / Math.hypot(1, WIDEST);

type Parts = Pick<Hall, 'x' | 'y' | 'rowOf' | 'rows' | 'grid' | 'pitch' | 'bounds' | 'seats'>;

/**
 * The seat beside another one: along the row or in the next row, depending on which is closer to
 * the direction on the screen. Null at the edge of the hall.
 */
export function neighbourOf(hall: Parts, seat: number, direction: Direction): number | null {
  const way = alongRow(hall, seat, WAYS[direction]);
  const [x, y] = [hall.x[seat] as number, hall.y[seat] as number];
  const found = new Uint32Array(hall.seats);
  for (let reach = hall.pitch * 3; ; reach *= 2) {
    const window: Bounds = { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
    const count = hall.grid.collect(window, found);
    const best = bestAhead(hall, seat, way, found.subarray(0, count));
    if (best !== null && best.cost <= reach * LEAST_AHEAD) return best.seat;
    if (coversHall(window, hall.bounds)) return best?.seat ?? null;
  }
}

/** The direction of the seat's row, or across it, that is closest to the wanted one. */
function alongRow(hall: Parts, seat: number, [wantedX, wantedY]: readonly [number, number]) {
  const row = hall.rows[hall.rowOf[seat] as number];
  const before = Math.max(seat - 1, row?.first ?? seat);
  const after = Math.min(seat + 1, row?.last ?? seat);
  const x = (hall.x[after] as number) - (hall.x[before] as number);
  const y = (hall.y[after] as number) - (hall.y[before] as number);
  const length = Math.hypot(x, y);
  if (length === 0) return [wantedX, wantedY] as const;
  const ways = [
    [x, y],
    [-x, -y],
    [y, -x],
    [-y, x],
  ].map(([a = 0, b = 0]) => [a / length, b / length] as const);
  const likeness = ([a, b]: readonly [number, number]) => a * wantedX + b * wantedY;
  return ways.reduce((best, way) => (likeness(way) > likeness(best) ? way : best));
}

function bestAhead(hall: Parts, seat: number, [wayX, wayY]: readonly [number, number], seats: Uint32Array) {
  let best: { seat: number; cost: number } | null = null;
  for (const other of seats) {
    const x = (hall.x[other] as number) - (hall.x[seat] as number);
    const y = (hall.y[other] as number) - (hall.y[seat] as number);
    const ahead = x * wayX + y * wayY;
    const aside = Math.abs(x * wayY - y * wayX);
    if (ahead <= 0 || aside > ahead * WIDEST) continue;
    const cost = ahead + aside * ASIDE_COST;
    if (best === null || cost < best.cost) best = { seat: other, cost };
  }
  return best;
}

const coversHall = (window: Bounds, hall: Bounds): boolean =>
  window.left <= hall.left &&
  window.top <= hall.top &&
  window.right >= hall.right &&
  window.bottom >= hall.bottom;
