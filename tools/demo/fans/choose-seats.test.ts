import { expect, test } from 'vitest';
import { makeRandom } from '../random.ts';
import { pickSeats } from './choose-seats.ts';

test('picks different free seats, as many as wanted', () => {
  const random = makeRandom(7);
  const map = 'AHASAAHHSA';
  for (let round = 0; round < 200; round += 1) {
    const seats = pickSeats(map, 3, random);
    expect(new Set(seats).size).toBe(3);
    expect(seats.map((seat) => map[seat - 1])).toEqual(['A', 'A', 'A']);
  }
});

test('takes what is left when there is less than wanted, and nothing from a full house', () => {
  expect(pickSeats('HHASSA', 4, makeRandom(1))).toEqual([3, 6]);
  expect(pickSeats('HSHS', 2, makeRandom(1))).toEqual([]);
});

test('reaches every seat of the house', () => {
  const random = makeRandom(7);
  const picked = new Set(Array.from({ length: 300 }, () => pickSeats('AAAAA', 1, random)).flat());
  expect([...picked].sort()).toEqual([1, 2, 3, 4, 5]);
});
