import { describe, expect, it } from 'vitest';
import { makeHall } from './hall.ts';
import { layoutOfRows } from './testing/layout-of-rows.ts';
import { NO_GRADE } from './zones.ts';

describe('a hall', () => {
  const hall = makeHall(
    layoutOfRows([
      { zone: 'A', row: '1', grade: 'VIP', y: 100, x: [0, 50, 100, 150] },
      { zone: 'A', row: '2', grade: 'R', y: 190, x: [0, 50, 100, 150] },
      { zone: 'A', row: '3', grade: 'R', y: 280, x: [0, 50, 100, 150] },
      { zone: 'B', row: '1', grade: null, y: 280, x: [400, 450] },
    ]),
  );

  it('has zones with their seats and the grade of most of them', () => {
    expect(hall.zones.map(({ name, seats, grade }) => ({ name, seats, grade }))).toEqual([
      { name: 'A', seats: 12, grade: 1 },
      { name: 'B', seats: 2, grade: null },
    ]);
    expect([...hall.zoneOf.slice(-3)]).toEqual([0, 1, 1]);
  });

  it('has rows, and knows the row and the grade of each seat', () => {
    expect(hall.rows.map(({ name, first, last }) => [name, first, last])).toEqual([
      ['1', 0, 3],
      ['2', 4, 7],
      ['3', 8, 11],
      ['1', 12, 13],
    ]);
    expect([...hall.rowOf]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]);
    expect([...hall.gradeOf.slice(10)]).toEqual([1, 1, NO_GRADE, NO_GRADE]);
  });

  it('measures the distance of neighbours', () => {
    expect(hall.pitch).toBe(50);
  });

  it('encloses every seat of a zone in its outline, and no other', () => {
    const { left, right, top, bottom } = hall.zones[0]?.bounds ?? hall.bounds;
    expect([left, right, top, bottom].map(Math.round)).toEqual([-55, 205, 45, 335]);
    expect(hall.zones[1]?.bounds.left).toBeCloseTo(345);
  });

  it('draws a stage that covers no seat', () => {
    expect(hall.stage.bottom).toBeLessThan(100);
    expect((hall.stage.left + hall.stage.right) / 2).toBe(75);
  });
});

describe('the stage is at the top', () => {
  const rows = [
    { zone: 'A', row: '1', grade: 'R', y: 0, x: [0, 50, 100] },
    { zone: 'A', row: '2', grade: 'R', y: 80, x: [0, 50, 100] },
  ];
  const topOf = (focalPoint: { x: number; y: number }) => {
    const hall = makeHall({ ...layoutOfRows(rows), focalPoint });
    return hall.stage.bottom <= Math.min(...hall.y);
  };

  it.each([
    { x: 50, y: -900 },
    { x: 50, y: 900 },
    { x: -900, y: 40 },
    { x: 900, y: 40 },
  ])('for a focal point at $x, $y', (focalPoint) => {
    expect(topOf(focalPoint)).toBe(true);
  });

  it('unless it is in the middle of the seats', () => {
    const around = Array.from({ length: 40 }, (_, index) => (index / 40) * Math.PI * 2);
    const hall = makeHall({
      ...layoutOfRows(
        around.map((angle) => ({
          zone: 'A',
          row: '1',
          grade: 'R',
          y: Math.sin(angle) * 900,
          x: [Math.cos(angle) * 900],
        })),
      ),
      focalPoint: { x: 0, y: 0 },
    });
    expect((hall.stage.top + hall.stage.bottom) / 2).toBeCloseTo(0);
  });
});

it('draws a hall of one seat', () => {
  const hall = makeHall(layoutOfRows([{ zone: '', row: '', grade: 'R', y: 0, x: [0] }]));
  expect(hall.zones[0]).toMatchObject({ name: '1', seats: 1, middle: { x: 0, y: 0 } });
  expect(hall.pitch).toBeGreaterThan(0);
  expect(hall.bounds.right).toBeGreaterThan(hall.bounds.left);
});
