import { describe, expect, test } from 'vitest';
import { makeHall } from '../live/hall.ts';
import { sampleLayout } from '../live/sample-layout.ts';
import { pick, summarise } from './choice.ts';
import { makeNeighbours, orphansOf } from './neighbours.ts';
import { nextBest } from './next-best.ts';

const neighboursOf = (rows: Record<string, string>) => makeNeighbours(makeHall(sampleLayout(rows)));
const allFree = () => true;
const except =
  (...taken: readonly number[]) =>
  (seatNumber: number) =>
    !taken.includes(seatNumber);

describe('picking', () => {
  const rules = { limit: 2, isFree: except(9) };
  test('adds a free seat and removes a chosen one', () => {
    expect(pick([], 3, rules)).toEqual({ code: 'added', choice: [3] });
    expect(pick([3, 4], 3, rules)).toEqual({ code: 'removed', choice: [4] });
  });
  test('removes a chosen seat even if it was taken meanwhile', () => {
    expect(pick([9], 9, rules)).toEqual({ code: 'removed', choice: [] });
  });
  test('refuses taken seats and more seats than the limit', () => {
    expect(pick([], 9, rules)).toEqual({ code: 'seat_unavailable' });
    expect(pick([3, 4], 5, rules)).toEqual({ code: 'seat_limit_exceeded' });
  });
  test('sums the prices up', () => {
    const layout = sampleLayout({ 'A 1': 'VR' });
    expect(summarise([2, 1], layout)).toMatchObject({
      totalAmount: 260_000,
      seats: [{ label: 'A 1-2' }, {}],
    });
  });
});

describe('orphans', () => {
  const plan = neighboursOf({ 'A 1': 'VVVVV.VVV', 'A 2': 'VVVVV.VVV' }).ofZone(0);
  test('are free seats that the choice leaves without a free neighbour', () => {
    expect(orphansOf([2, 3], plan, allFree)).toEqual([1]);
    expect(orphansOf([3], plan, except(5))).toEqual([4]);
    expect(orphansOf([1, 2], plan, allFree)).toEqual([]);
  });
  test('end at aisles and rows', () => {
    expect(orphansOf([4], plan, allFree)).toEqual([5]);
    expect(orphansOf([7], plan, allFree)).toEqual([6, 8]);
  });
});

describe('the next best choice', () => {
  const plan = neighboursOf({ 'A 1': 'VVVV', 'A 2': 'VVVV', 'B 1': 'RRRR' }).ofHall();
  test('keeps seats together, near the first choice and in its grade', () => {
    expect(nextBest(plan, { choice: [1, 2], taken: new Set([2]), isFree: except(2) })).toEqual([5, 6]);
    expect(nextBest(plan, { choice: [1, 2], taken: new Set([2]), isFree: except(2, 5) })).toEqual([6, 7]);
  });
  test('replaces seat by seat where seats were apart or no group is left', () => {
    expect(nextBest(plan, { choice: [1, 8], taken: new Set([1]), isFree: except(1) })).toEqual([2, 8]);
    expect(nextBest(plan, { choice: [1, 2], taken: new Set([2]), isFree: except(2, 3, 5, 7, 6) })).toEqual([
      1, 4,
    ]);
  });
  test('is none when the grade has too few free seats', () => {
    const isFree = (seatNumber: number) => seatNumber > 8;
    expect(nextBest(plan, { choice: [1, 2], taken: new Set([1, 2]), isFree })).toBeNull();
  });
});
