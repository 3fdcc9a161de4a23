import { flattenPlan, type SeatingPlan } from '@concert-mania/core/catalogue/seating-plan';
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

  test('leaves room between neighbours', () => {
    const gaps = hall.plan.zones.flatMap((zone) =>
      zone.rows.flatMap((row) =>
        row.seats.slice(1).map((seat, index) => {
          const before = row.seats[index]?.position ?? seat.position;
          return Math.hypot(seat.position.x - before.x, seat.position.y - before.y);
        }),
      ),
    );
    expect(gaps.length).toBeGreaterThan(seats.length / 2);
    expect(gaps.filter((gap) => Math.abs(gap - 50) >= 2)).toEqual([]);
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

const hall = makeHall(CONCERT_HALL);
const seats = flattenPlan(hall.plan, hall.accessibleSeats);

test('leaves an aisle between blocks', () => {
  const [a, b] = [
    seats.findLast((seat) => seat.zone === '1층 A구역'),
    seats.find((seat) => seat.zone === '1층 B구역' && seat.row === '19'),
  ];
  expect(Math.hypot((a?.x ?? 0) - (b?.x ?? 0), (a?.y ?? 0) - (b?.y ?? 0))).toBeGreaterThan(100);
});

test('lays every row on a circle around the stage', () => {
  const distances = seats
    .filter((seat) => seat.zone.startsWith('1층') && seat.row === '5')
    .map((seat) => Math.hypot(seat.x - hall.focalPoint.x, seat.y - hall.focalPoint.y));
  expect(Math.max(...distances) - Math.min(...distances)).toBeLessThan(2);
});

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
