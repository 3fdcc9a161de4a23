import { type Bounds, boundsOf, type Point } from './geometry.ts';

/** Clockwise quarter turns of a plan. */
export type QuarterTurns = 0 | 1 | 2 | 3;

/** A stage within this share of the hall's extent from its middle is seen from all sides. */
const IN_THE_ROUND = 0.1;

/** The turns that bring the stage to the top of the hall. None for a stage in the middle. */
export function turnsToStage(middle: Point, focalPoint: Point, extent: number): QuarterTurns {
  const [x, y] = [focalPoint.x - middle.x, focalPoint.y - middle.y];
  if (Math.hypot(x, y) < extent * IN_THE_ROUND) return 0;
  if (Math.abs(y) >= Math.abs(x)) return y <= 0 ? 0 : 2;
  return x < 0 ? 1 : 3;
}

/** The matrices of the turns. `xy` is the share of the old y in the new x. */
const SHARES = [
  { xx: 1, xy: 0, yx: 0, yy: 1 },
  { xx: 0, xy: -1, yx: 1, yy: 0 },
  { xx: -1, xy: 0, yx: 0, yy: -1 },
  { xx: 0, xy: 1, yx: -1, yy: 0 },
] as const;

export function turned({ x, y }: Point, turns: QuarterTurns): Point {
  const { xx, xy, yx, yy } = SHARES[turns];
  return { x: xx * x + xy * y, y: yx * x + yy * y };
}

/** Turns all points of two columns in place: an object for each would be slow. */
export function turnColumns(x: Float32Array, y: Float32Array, turns: QuarterTurns): void {
  if (turns === 0) return;
  const { xx, xy, yx, yy } = SHARES[turns];
  for (let at = 0; at < x.length; at += 1) {
    const across = x[at] as number;
    const down = y[at] as number;
    x[at] = xx * across + xy * down;
    y[at] = yx * across + yy * down;
  }
}

export const turnedBounds = ({ left, top, right, bottom }: Bounds, turns: QuarterTurns): Bounds =>
  boundsOf([turned({ x: left, y: top }, turns), turned({ x: right, y: bottom }, turns)]);
