import { expect, test } from 'vitest';
import { flattenPlan, type SeatingPlan } from './seating-plan.ts';

test('flattens a plan whose zones have no name and whose rows have no position', () => {
  const plan: SeatingPlan = {
    name: 'Club',
    categories: [{ name: 'all' }],
    zones: [
      {
        position: { x: 10, y: 20 },
        rows: [
          {
            row_number: 'A',
            seats: [{ seat_guid: 'a1', seat_number: '1', position: { x: 1, y: 2 }, category: 'all' }],
          },
        ],
      },
    ],
  };
  expect(flattenPlan(plan, new Set(['a1']))).toEqual([
    {
      seatNumber: 1,
      seatGuid: 'a1',
      zone: '1',
      row: 'A',
      seat: '1',
      zoneIndex: 0,
      rowIndex: 0,
      label: '1 A-1',
      category: 'all',
      x: 11,
      y: 22,
      accessible: true,
    },
  ]);
});
