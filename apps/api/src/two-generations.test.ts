import { expect, it } from 'vitest';
import { keepTwoGenerations } from './two-generations.ts';

it('remembers the last half of its limit at least, and never more than the limit', () => {
  const memory = keepTwoGenerations<number, string>(100);
  for (let n = 0; n < 1_000; n += 1) {
    memory.set(n, `value ${n}`);
    const remembered = Array.from({ length: n + 1 }, (_, key) => memory.get(key)).filter(Boolean).length;
    expect(remembered).toBeLessThanOrEqual(100);
    expect(memory.get(Math.max(0, n - 49))).toBe(`value ${Math.max(0, n - 49)}`);
  }
});

it('forgets what is deleted, however old it is', () => {
  const memory = keepTwoGenerations<number, string>(4);
  for (const key of [1, 2, 3]) memory.set(key, 'x');
  for (const key of [1, 3]) memory.delete(key);
  expect([1, 2, 3].map((key) => memory.get(key))).toEqual([undefined, 'x', undefined]);
});
