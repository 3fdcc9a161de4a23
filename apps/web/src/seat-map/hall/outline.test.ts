import { describe, expect, it } from 'vitest';
import type { Point } from './geometry.ts';
import { areaOf, convexHull, crossesItself, outlineOf, type RowEnds } from './outline.ts';

const row = (y: number, from: number, to: number) =>
  Array.from({ length: (to - from) / 10 + 1 }, (_, index) => ({ x: from + index * 10, y }));

const around = (rows: readonly (readonly Point[])[], padding: number) =>
  outlineOf(
    rows.map((points) => [points[0], points.at(-1)] as unknown as RowEnds),
    (at) => rows[at] ?? [],
    padding,
  );

describe('the outline of a zone', () => {
  it('follows the ends of rows that grow', () => {
    const outline = around([row(0, 0, 20), row(10, -10, 30), row(20, -10, 90)], 0);
    const full = ((20 + 40) / 2) * 10 + ((40 + 100) / 2) * 10;
    expect(Math.abs(areaOf(outline))).toBeCloseTo(full);
  });

  it('is the same for rows that are numbered to and fro', () => {
    const rows = [row(0, 0, 40), row(10, 0, 40).reverse(), row(20, 0, 40)];
    expect(Math.abs(areaOf(around(rows, 0)))).toBe(800);
  });

  it('keeps its distance from the seats', () => {
    expect(Math.abs(areaOf(around([row(0, 0, 40), row(20, 0, 40)], 5)))).toBeCloseTo(50 * 30);
  });

  it('is the hull of rows in no order', () => {
    const outline = around(
      [row(0, 0, 40), row(40, 0, 40), row(20, 0, 40), row(60, 50, 90), row(5, 80, 90)],
      1,
    );
    expect(crossesItself(outline)).toBe(false);
    expect(outline.every((corner) => convexHull(outline).includes(corner))).toBe(true);
  });

  it('encloses a single seat', () => {
    expect(Math.abs(areaOf(around([[{ x: 3, y: 4 }]], 5)))).toBe(100);
  });

  it('of a ring has a hole', () => {
    const ring = (radius: number) =>
      Array.from({ length: 60 }, (_, index) => {
        const angle = (index / 60) * 2 * Math.PI;
        return { x: Math.cos(angle) * radius, y: Math.sin(angle) * radius };
      });
    const area = Math.abs(areaOf(around([ring(50), ring(60), ring(70)], 1)));
    expect(area).toBeLessThan(Math.PI * 70 * 70 * 0.7);
  });
});
