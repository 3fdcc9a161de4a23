import { expect, it } from 'vitest';
import { MAX_VENUE_SECTIONS, sectionsOf } from './venue-sections.ts';

it('finds the zones in the order of the plan, with the smallest box around their seats', () => {
  const seats = [
    { zone: 'B', x: 4, y: -1 },
    { zone: 'A', x: 0.5, y: 2 },
    { zone: 'B', x: -2, y: 7 },
  ];
  expect(sectionsOf(seats)).toEqual([
    { name: 'B', seats: 2, box: { x: -2, y: -1, width: 6, height: 8 } },
    { name: 'A', seats: 1, box: { x: 0.5, y: 2, width: 0, height: 0 } },
  ]);
});

it('shows no more zones than a list can carry', () => {
  const seats = Array.from({ length: MAX_VENUE_SECTIONS + 1 }, (_, n) => ({ zone: `${n}`, x: n, y: 0 }));
  expect(sectionsOf(seats)).toHaveLength(MAX_VENUE_SECTIONS);
  expect(sectionsOf([])).toEqual([]);
});
