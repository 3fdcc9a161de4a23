import { expect, test } from 'vitest';
import { mayRetakeSeats, type RetakeState } from './retake-seats.ts';

const state: RetakeState = {
  areFree: true,
  seats: 2,
  liveSeats: 2,
  maxSeatsPerUser: 4,
  isSaleOver: false,
};

test.each([
  ['takes free seats again up to the limit of the account', {}, true],
  ['takes none if one is sold or withheld', { areFree: false }, false],
  ['takes none once the sale is over', { isSaleOver: true }, false],
  ['takes none beyond the limit of the account', { liveSeats: 3 }, false],
] as const)('%s', (_, change, expected) => {
  expect(mayRetakeSeats({ ...state, ...change })).toBe(expected);
});
