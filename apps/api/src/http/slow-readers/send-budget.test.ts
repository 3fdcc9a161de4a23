import { expect, it, vi } from 'vitest';
import { makeSendBudget } from './send-budget.ts';

const body = (bytes: number) => Buffer.alloc(bytes);

it('refuses a group with too many pending bytes, and serves others', () => {
  const budget = makeSendBudget({ groupBytes: 100, totalBytes: 1_000 });
  const close = budget.open('a', body(60), vi.fn());
  expect(budget.open('a', body(60), vi.fn())).toBeNull();
  expect(budget.open('b', body(60), vi.fn())).not.toBeNull();
  close?.();
  expect(budget.open('a', body(60), vi.fn())).not.toBeNull();
});

it('counts a body once for any number of readers', () => {
  const budget = makeSendBudget({ groupBytes: 100, totalBytes: 100 });
  const shared = body(50);
  const cut = vi.fn();
  const ends = Array.from({ length: 500 }, (_, n) => budget.open(`group ${n}`, shared, cut));
  expect(budget.heldBytes).toBe(50);
  expect(cut).not.toHaveBeenCalled();
  for (const end of ends) end?.();
  expect(budget.heldBytes).toBe(0);
});

it('cuts the readers of the oldest bodies when a process holds too many', () => {
  const budget = makeSendBudget({ groupBytes: 100, totalBytes: 100 });
  const cuts = [vi.fn(), vi.fn(), vi.fn()];
  const ends = cuts.map((cut, n) => budget.open(`group ${n}`, body(50), cut));
  expect(cuts.map((cut) => cut.mock.calls.length)).toEqual([1, 0, 0]);
  expect(budget.heldBytes).toBe(100);
  // A cut reader may end again when its connection closes.
  ends[0]?.();
  expect(budget.heldBytes).toBe(100);
});
