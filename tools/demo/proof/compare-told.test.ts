import { expect, test } from 'vitest';
import { compareTold } from './compare-told.ts';

test('reports what a fan was told and the database lacks or contradicts', () => {
  const told = new Map([
    ['a', 'succeeded'],
    ['b', 'rejected'],
    ['c', 'succeeded'],
  ]);
  const recorded = new Map([
    ['a', 'succeeded'],
    ['b', 'succeeded'],
  ]);
  expect(compareTold(told, recorded, (status) => status)).toEqual([
    'b: the fan was told rejected, the database has succeeded',
    'c: the fan was told succeeded, the database has nothing',
  ]);
});
