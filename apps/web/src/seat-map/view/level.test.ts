import { expect, it } from 'vitest';
import { levelAt, pickablePx } from './level.ts';

it('draws more as seats grow', () => {
  expect([1, 3, 8.9, 9, 23, 24].map(levelAt)).toEqual([
    'sections',
    'dots',
    'dots',
    'seats',
    'seats',
    'numbers',
  ]);
});

it('lets a finger pick only seats that it can hit', () => {
  expect(pickablePx('touch')).toBeGreaterThan(pickablePx('mouse'));
});
