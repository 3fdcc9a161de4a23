import type { Point } from './geometry.ts';

/** More rows than this are enclosed by their hull: the check for crossings is quadratic. */
const MOST_ROWS = 150;
/** Corners may move by this share of the padding: fewer of them are drawn faster. */
const TOLERANCE = 0.2;

/** The first and the last seat of a row. */
export type RowEnds = readonly [Point, Point];

/**
 * A polygon around the rows, `padding` outside them. It follows the first and the last row and the
 * ends of the others. If it would cross itself, it is the convex hull of all points instead.
 */
export function outlineOf(
  rows: readonly RowEnds[],
  pointsOf: (row: number) => readonly Point[],
  padding: number,
): readonly Point[] {
  if (rows.length >= 2 && rows.length <= MOST_ROWS) {
    const around = simplified(aroundRows(rows, pointsOf), padding * TOLERANCE);
    if (!crossesItself(around)) return expanded(around, padding);
  }
  const points = rows.flatMap((_, row) => pointsOf(row));
  return convexHull(points.flatMap((point) => cornersAround(point, padding)));
}

function aroundRows(rows: readonly RowEnds[], pointsOf: (row: number) => readonly Point[]): readonly Point[] {
  const aligned: { readonly ends: RowEnds; readonly isReversed: boolean }[] = [];
  for (const row of rows) {
    const before = aligned.at(-1);
    const isReversed = before !== undefined && runsAgainst(before.ends, row);
    aligned.push({ ends: isReversed ? [row[1], row[0]] : row, isReversed });
  }
  const last = rows.length - 1;
  const lastPoints = pointsOf(last);
  const between = aligned.slice(1, -1);
  const points = [
    ...pointsOf(0),
    ...between.map(({ ends }) => ends[1]),
    ...(aligned[last]?.isReversed ? lastPoints : lastPoints.toReversed()),
    ...between.map(({ ends }) => ends[0]).toReversed(),
  ];
  return points.filter((point, index) => gap(point, points.at(index - 1) as Point) > 0);
}

/** Leaves out corners closer than `tolerance` to the line between those that are kept. */
function simplified(polygon: readonly Point[], tolerance: number): readonly Point[] {
  const half = polygon.length >> 1;
  const [first = { x: 0, y: 0 }] = polygon;
  const there = kept(polygon.slice(0, half + 1), tolerance);
  const back = kept([...polygon.slice(half), first], tolerance);
  return [...there.slice(0, -1), ...back.slice(0, -1)];
}

/** The algorithm of Douglas and Peucker for an open line. */
function kept(line: readonly Point[], tolerance: number): readonly Point[] {
  const [first, last] = [line[0], line.at(-1)] as [Point, Point];
  const length = gap(first, last) || 1;
  let farthest = 0;
  let most = tolerance;
  for (let at = 1; at < line.length - 1; at += 1) {
    const distance = Math.abs(side(first, last, line[at] as Point)) / length;
    if (distance <= most) continue;
    farthest = at;
    most = distance;
  }
  if (farthest === 0) return [first, last];
  return [...kept(line.slice(0, farthest + 1), tolerance), ...kept(line.slice(farthest), tolerance).slice(1)];
}

/** Whether a row runs against the one before it. */
const runsAgainst = ([a, b]: RowEnds, [c, d]: RowEnds): boolean =>
  gap(a, c) + gap(b, d) > gap(a, d) + gap(b, c);

const gap = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Positive if `c` is to the right of the way from `a` to `b`, as y grows downwards. */
const side = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

export function crossesItself(polygon: readonly Point[]): boolean {
  const count = polygon.length;
  if (count < 3) return true;
  for (let i = 0; i < count; i += 1) {
    const a = polygon[i] as Point;
    const b = polygon[(i + 1) % count] as Point;
    for (let j = i + 2; j < count; j += 1) {
      if (i === 0 && j === count - 1) continue;
      const c = polygon[j] as Point;
      const d = polygon[(j + 1) % count] as Point;
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  }
  return false;
}

/** Positive if the corners go round clockwise on the screen. */
export const areaOf = (polygon: readonly Point[]): number =>
  polygon.reduce((sum, { x, y }, index) => {
    const next = polygon[(index + 1) % polygon.length] as Point;
    return sum + (x * next.y - next.x * y) / 2;
  }, 0);

/** Moves every corner outwards, along the middle of the directions of its two sides. */
function expanded(polygon: readonly Point[], by: number): readonly Point[] {
  const outwards = areaOf(polygon) > 0 ? by : -by;
  return polygon.map((point, index) => {
    const [before, after] = [polygon.at(index - 1), polygon[(index + 1) % polygon.length]] as [Point, Point];
    const [a, b] = [normalOf(before, point), normalOf(point, after)];
    const length = Math.hypot(a.x + b.x, a.y + b.y) || 1;
    // A sharp corner moves farther, so that its sides keep their distance; up to twice as far.
    const reach = Math.min(2, 2 / length);
    return {
      x: point.x + ((a.x + b.x) / length) * outwards * reach,
      y: point.y + ((a.y + b.y) / length) * outwards * reach,
    };
  });
}

function normalOf(a: Point, b: Point): Point {
  const length = gap(a, b) || 1;
  return { x: (b.y - a.y) / length, y: (a.x - b.x) / length };
}

const cornersAround = ({ x, y }: Point, by: number): readonly Point[] =>
  [-by, by].flatMap((dx) => [-by, by].map((dy) => ({ x: x + dx, y: y + dy })));

export function convexHull(points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  return [...halfHull(sorted), ...halfHull(sorted.toReversed())];
}

/** One side of the hull, without its last point. */
function halfHull(sorted: readonly Point[]): readonly Point[] {
  const hull: Point[] = [];
  for (const point of sorted) {
    while (hull.length >= 2 && side(hull.at(-2) as Point, hull.at(-1) as Point, point) <= 0) hull.pop();
    hull.push(point);
  }
  return hull.slice(0, -1);
}
