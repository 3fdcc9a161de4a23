import { expect, it } from 'vitest';
import { makeBoundedMap } from './bounded-map.ts';

it('keeps at least half of its limit, and never more than the limit', () => {
  for (let last = 99; last < 1_000; last += 100) {
    const memory = makeBoundedMap<number, string>(100);
    for (let n = 0; n <= last; n += 1) memory.set(n, `value ${n}`);
    expect(memory.get(last - 49)).toBe(`value ${last - 49}`);
    let kept = 0;
    for (let n = last; n >= 0; n -= 1) if (memory.get(n) !== undefined) kept += 1;
    expect(kept).toBeLessThanOrEqual(100);
  }
});

it('keeps used entries during a flood of other keys', () => {
  const memory = makeBoundedMap<string, string>(10);
  memory.set('used', 'kept');
  for (let n = 0; n < 1_000; n += 1) {
    memory.set(`flood ${n}`, 'x');
    expect(memory.get('used')).toBe('kept');
  }
  expect(memory.get('flood 900')).toBeUndefined();
});

it('removes deleted entries of any age', () => {
  const memory = makeBoundedMap<number, string>(4);
  for (const key of [1, 2, 3]) memory.set(key, 'x');
  for (const key of [1, 3]) memory.delete(key);
  expect([1, 2, 3].map((key) => memory.get(key))).toEqual([undefined, 'x', undefined]);
});
