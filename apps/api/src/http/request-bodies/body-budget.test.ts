import { expect, it } from 'vitest';
import { makeBodyBudget } from './body-budget.ts';

it('limits one group to its share, and all groups to the total', () => {
  const budget = makeBodyBudget({ totalBytes: 25, groupBytes: 10 });
  expect(budget.take('a', 10)).toBe(true);
  expect(budget.take('a', 1)).toBe(false);
  expect(budget.take('b', 10)).toBe(true);
  expect(budget.take('c', 6)).toBe(false);
  expect(budget.take('c', 5)).toBe(true);
  expect(budget.heldBytes).toBe(25);
  budget.give('a', 10);
  expect(budget.take('a', 10)).toBe(true);
});
