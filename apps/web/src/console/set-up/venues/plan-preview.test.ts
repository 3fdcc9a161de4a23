import { expect, it } from 'vitest';
import { previewPlan } from './plan-preview.ts';

const seat = (number: string, x: number, category = 'R') => ({
  seat_guid: number,
  seat_number: number,
  position: { x, y: 0 },
  category,
});
const PLAN = {
  name: 'Club',
  zones: [
    {
      name: 'Floor',
      position: { x: 100, y: 50 },
      rows: [
        { row_number: 'A', position: { x: 0, y: 10 }, seats: [seat('1', 0), seat('2', 20)] },
        { row_number: 'B', position: { x: 0, y: 30 }, seats: [seat('1', 0, 'S')] },
      ],
    },
  ],
};

it('places seats by zone, row and seat, and counts them by category', () => {
  const preview = previewPlan(PLAN);
  expect(preview).toMatchObject({
    name: 'Club',
    zones: 1,
    categories: [
      { name: 'R', seats: 2 },
      { name: 'S', seats: 1 },
    ],
    layout: {
      focalPoint: { x: 110, y: 60 },
      seats: { x: [100, 120, 100], y: [60, 60, 80], row: ['A', 'A', 'B'] },
    },
  });
  expect(preview?.layout.seats.label[1]).toBe('Floor A 2');
});

it('finds the seats that a fault is about: one, those of a row, or those of a zone', () => {
  const preview = previewPlan(PLAN);
  expect(preview?.seatsAt('seatingPlan.zones.0.rows.0.seats.1.category')).toEqual([2]);
  expect(preview?.seatsAt('seatingPlan.zones.0.rows.0.row_number')).toEqual([1, 2]);
  expect(preview?.seatsAt('seatingPlan.zones.0.name')).toEqual([1, 2, 3]);
  expect(preview?.seatsAt('seatingPlan.categories.0.name')).toEqual([]);
  expect(preview?.seatsAt('name')).toEqual([]);
});

it.each([[null], ['text'], [[]], [{}], [{ zones: 'no' }], [{ zones: [null, { rows: [{ seats: {} }] }] }]])(
  'has nothing to draw in %j',
  (plan) => {
    expect(previewPlan(plan)).toBeNull();
  },
);

it('draws seats of a broken plan where it can', () => {
  const preview = previewPlan({ zones: [{ rows: [{ seats: [{ position: 'left' }, 7] }] }] });
  expect(preview?.layout.seats).toMatchObject({ x: [0, 0], grade: ['?', '?'], zone: ['1', '1'] });
});
