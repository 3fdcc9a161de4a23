import type { Point } from './geometry.ts';

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

export function turned({ x, y }: Point, turns: QuarterTurns): Point {
  switch (turns) {
    case 0:
      return { x, y };
    case 1:
      return { x: -y, y: x };
    case 2:
      return { x: -x, y: -y };
    case 3:
      return { x: y, y: -x };
  }
}
