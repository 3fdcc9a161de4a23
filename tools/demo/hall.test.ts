import { expect, test } from 'vitest';
import { HALL_PRICES, makeDemoHall } from './hall.ts';

test.each([1, 2, 23, 500, 2_345])(
  'a hall of %d seats has exactly so many, numbered without a gap',
  (count) => {
    const { seats } = makeDemoHall(count);
    expect(seats.map((seat) => seat.seatNumber)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
    expect(new Set(seats.map((seat) => seat.seatGuid)).size).toBe(count);
  },
);

test('every seat has a price, and the dearest are in front', () => {
  const { seats } = makeDemoHall(500);
  const prices = new Map<string, number>(HALL_PRICES.map(({ category, price }) => [category, price]));
  const categories = new Set(seats.map((seat) => seat.category));
  expect([...categories].sort()).toEqual(['R', 'S', 'VIP']);
  const front = seats.filter((seat) => seat.row === '1').map((seat) => prices.get(seat.category));
  expect(new Set(front)).toEqual(new Set([Math.max(...prices.values())]));
});
