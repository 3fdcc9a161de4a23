import { expect, test } from 'vitest';
import { makeLatencies, median } from './latencies.ts';

test('gives percentiles by nearest rank, in any order of arrival', () => {
  const latencies = makeLatencies(1_000);
  for (let value = 1_000; value >= 1; value -= 1) latencies.add(value);
  expect(latencies.summary()).toEqual({
    count: 1_000,
    meanMs: 500.5,
    p50Ms: 500,
    p95Ms: 950,
    p99Ms: 990,
    p999Ms: 999,
    maxMs: 1_000,
  });
});

test('refuses a sample that does not fit rather than summarize a part', () => {
  const latencies = makeLatencies(1);
  latencies.add(1);
  expect(() => latencies.add(2)).toThrow(RangeError);
});

test('takes the mean of the two middle values of an even number', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, 0]);
});
