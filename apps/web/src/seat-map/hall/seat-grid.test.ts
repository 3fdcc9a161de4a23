import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeSeatGrid } from './seat-grid.ts';

const coordinate = fc.integer({ min: -500, max: 500 });
const places = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 200 });
const gridOf = (points: readonly (readonly [number, number])[]) => {
  const [x, y] = [Float32Array.from(points, ([px]) => px), Float32Array.from(points, ([, py]) => py)];
  const bounds = { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
  return makeSeatGrid(x, y, bounds);
};

it('finds exactly the seats inside a box', () => {
  fc.assert(
    fc.property(
      places,
      coordinate,
      coordinate,
      fc.nat(400),
      fc.nat(400),
      (points, left, top, width, height) => {
        const found = new Uint32Array(points.length);
        const count = gridOf(points).collect({ left, top, right: left + width, bottom: top + height }, found);
        const inside = points.flatMap(([x, y], index) =>
          x >= left && x <= left + width && y >= top && y <= top + height ? [index] : [],
        );
        expect([...found.slice(0, count)].sort((a, b) => a - b)).toEqual(inside);
      },
    ),
  );
});

it('finds a nearest seat, and none farther than asked', () => {
  fc.assert(
    fc.property(places, coordinate, coordinate, fc.integer({ min: 1, max: 300 }), (points, x, y, within) => {
      const nearest = gridOf(points).nearest(x, y, within);
      const distances = points.map(([px, py]) => Math.hypot(px - x, py - y));
      const least = Math.min(...distances);
      if (nearest === -1) expect(least).toBeGreaterThan(within);
      else expect(distances[nearest]).toBe(least);
    }),
  );
});

it('leaves out one seat when asked for its neighbour', () => {
  const grid = gridOf([
    [0, 0],
    [30, 0],
    [100, 0],
  ]);
  expect(grid.nearest(0, 0, 50, 0)).toBe(1);
  expect(grid.nearest(100, 0, 50, 2)).toBe(-1);
});
