import type { Bounds, Point } from './geometry.ts';

interface Surroundings {
  readonly focalPoint: Point;
  /** Bounds of the seats. */
  readonly around: Bounds;
  readonly pitch: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

const LEAST_WIDTH_SEATS = 10;
const LEAST_DEPTH_SEATS = 2.5;
const DEPTH_SHARE = 0.22;

/** A stage around the focal point if there is free space; else above it. */
export function placeStage({ focalPoint, around, pitch, x, y }: Surroundings): Bounds {
  const free = nearestGap(focalPoint, x, y) - pitch;
  const most = Math.max(around.right - around.left, pitch) * 0.5;
  const width = Math.min(most, Math.max(free * 1.4, pitch * LEAST_WIDTH_SEATS));
  const depth = Math.max(width * DEPTH_SHARE, pitch * LEAST_DEPTH_SEATS);
  const isFree = Math.hypot(width / 2, depth / 2) <= free || depth / 2 <= free * 0.6;
  const bottom = isFree ? focalPoint.y + depth / 2 : focalPoint.y - pitch;
  return {
    left: focalPoint.x - width / 2,
    right: focalPoint.x + width / 2,
    top: bottom - depth,
    bottom,
  };
}

function nearestGap({ x, y }: Point, xs: Float32Array, ys: Float32Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let seat = 0; seat < xs.length; seat += 1) {
    const across = (xs[seat] as number) - x;
    const down = (ys[seat] as number) - y;
    const square = across * across + down * down;
    if (square < least) least = square;
  }
  return Math.sqrt(least);
}
