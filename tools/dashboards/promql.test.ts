import { expect, test } from 'vitest';
import { selectorsOf } from './promql.ts';

test('finds every selector of an expression, without ranges and labels', () => {
  const expression =
    'histogram_quantile(0.99, sum by (le, job) (rate(cm_wait_seconds_bucket{type="a"}[5m]))) / on (job) max by (job) (up == 1)';
  expect(selectorsOf(expression)).toEqual([
    { metric: 'cm_wait_seconds_bucket', text: 'cm_wait_seconds_bucket{type="a"}' },
    { metric: 'up', text: 'up' },
  ]);
});

test('throws for text that is not PromQL', () => {
  expect(() => selectorsOf('sum by (le (up)')).toThrow('not PromQL');
});
