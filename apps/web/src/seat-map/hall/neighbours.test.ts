import { describe, expect, it } from 'vitest';
import { makeHall } from './hall.ts';
import { type Direction, neighbourOf } from './neighbours.ts';
import { layoutOfRows } from './testing/layout-of-rows.ts';

const seats = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index * 50);

describe('arrows', () => {
  // Rows of 4 seats, an aisle, and 3 seats more.
  const hall = makeHall(
    layoutOfRows([
      { zone: 'A', row: '1', grade: 'R', y: 0, x: seats(0, 4) },
      { zone: 'A', row: '2', grade: 'R', y: 90, x: seats(0, 4) },
      { zone: 'B', row: '1', grade: 'R', y: 0, x: seats(400, 3) },
      { zone: 'B', row: '2', grade: 'R', y: 90, x: seats(400, 3) },
    ]),
  );

  it.each([
    ['to the next seat of the row', 1, 'right', 2],
    ['to the seat before', 1, 'left', 0],
    ['to the row behind', 1, 'down', 5],
    ['to the row in front', 5, 'up', 1],
    ['over an aisle', 3, 'right', 8],
    ['back over the aisle', 8, 'left', 3],
  ] as const)('lead %s', (_, from, direction, to) => {
    expect(neighbourOf(hall, from, direction)).toBe(to);
  });

  it('lead nowhere at the edge of the hall', () => {
    expect(neighbourOf(hall, 0, 'left')).toBeNull();
    expect(neighbourOf(hall, 0, 'up')).toBeNull();
    expect(neighbourOf(hall, 13, 'down')).toBeNull();
  });
});

describe('in rows around a stage', () => {
  const arc = (radius: number) =>
    Array.from(
      { length: Math.floor((Math.PI * radius) / 50) },
      (_, index, { length } = { length: Math.floor((Math.PI * radius) / 50) }) => {
        const angle = (index / (length - 1)) * Math.PI;
        return { x: Math.cos(angle) * radius, y: Math.sin(angle) * radius };
      },
    );
  const rows = [600, 690, 780, 870].map((radius) => arc(radius));
  const layout = layoutOfRows(
    rows.flatMap((row, number) =>
      row.map(({ x, y }) => ({ zone: 'A', row: `${number}`, grade: 'R', y, x: [x] })),
    ),
  );
  const hall = makeHall({ ...layout, focalPoint: { x: 0, y: 0 } });

  it('the four arrows reach every seat from any other', () => {
    const reached = new Set([0]);
    for (const seat of reached)
      for (const direction of ['left', 'right', 'up', 'down'] satisfies Direction[]) {
        const next = neighbourOf(hall, seat, direction);
        if (next !== null) reached.add(next);
      }
    expect(reached.size).toBe(hall.seats);
  });
});
