import { flattenPlan } from '@concert-mania/core/catalogue/seating-plan';
import { describe, expect, test } from 'vitest';
import { ARENA, CONCERT_HALL, makeHall } from './hall-plan.ts';

describe.each([
  { design: CONCERT_HALL, about: 2_000 },
  { design: ARENA, about: 15_000 },
])('the plan of $design.name', ({ design, about }) => {
  const hall = makeHall(design);
  const seats = flattenPlan(hall.plan, hall.accessibleSeats);

  test(`has about ${about} seats, at least one in a hundred of them accessible`, () => {
    expect(Math.abs(seats.length - about)).toBeLessThan(about / 20);
    expect(seats.filter((seat) => seat.accessible).length).toBe(hall.accessibleSeats.size);
    expect(hall.accessibleSeats.size).toBeGreaterThanOrEqual(seats.length / 100);
  });

  test('numbers seats from 1 without a gap, and gives each its own id and place', () => {
    expect(seats.map((seat) => seat.seatNumber)).toEqual(seats.map((_, index) => index + 1));
    expect(new Set(seats.map((seat) => seat.seatGuid)).size).toBe(seats.length);
    expect(new Set(seats.map((seat) => `${seat.x} ${seat.y}`)).size).toBe(seats.length);
  });

  test('gives every seat a category of the plan, and every category seats', () => {
    const named = hall.plan.categories.map((category) => category.name);
    expect(new Set(seats.map((seat) => seat.category))).toEqual(new Set(named));
  });

  test('keeps every seat inside the plan', () => {
    const { width, height } = hall.plan.size ?? { width: 0, height: 0 };
    const outside = seats.filter(({ x, y }) => x <= 0 || x >= width || y <= 0 || y >= height);
    expect(outside).toEqual([]);
  });

  test("lets a row's seats count on from block to block", () => {
    for (const level of design.levels) {
      const row = seats.filter((seat) => seat.zone.startsWith(level.name) && seat.row === '1');
      expect(row.map((seat) => Number(seat.seat))).toEqual(row.map((_, index) => index + 1));
    }
  });
});
