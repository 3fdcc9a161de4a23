import { expect, test } from 'vitest';
import { ELSEWHERE } from '../lib/process-cpu.ts';
import type { Measured } from '../lib/run-generator.ts';
import { plotHolds } from './plots.ts';
import { QUICK } from './settings.ts';

const latency = { count: 9, meanMs: 2, p50Ms: 1, p95Ms: 11, p99Ms: 111, p999Ms: 1_111, maxMs: 2_000 };
const measured = (holds: number, cpuSeconds: Readonly<Record<string, number>>): Measured => ({
  outcomes: { succeeded: holds },
  succeededInAll: holds,
  windowMs: 1_000,
  latency,
  told: latency,
  cpuSeconds,
});
const everyVariant = <T>(value: T) => ({
  product: value,
  'row-lock': value,
  optimistic: value,
  'redis-lock': value,
});
const resultOf = (each: Measured) => ({
  settings: QUICK,
  hot: everyVariant([each]),
  half: everyVariant({ ratePerSecond: 1, measured: each }),
});

test('plots median throughput, every percentile, and the CPU time of a hold without that of other programs', () => {
  const plots = plotHolds(resultOf(measured(2_000, { API: 0.5, PostgreSQL: 0.1, [ELSEWHERE]: 0.9 })));
  expect(plots['holds-per-second']).toContain('>2,000</text>');
  for (const figure of ['1.0', '11', '111', '1,111']) {
    expect(
      plots['holds-latency'].split(`y="`).filter((mark) => mark.includes(`>${figure}</text>`)),
    ).toHaveLength(4);
    expect(plots['holds-latency-half']).toContain(`>${figure}</text>`);
  }
  expect(plots['holds-cpu']).toContain('>300 µs</text>');
  expect(plots['holds-cpu']).not.toContain(ELSEWHERE);
});

test('refuses to leave a process out of the CPU time', () => {
  expect(() => plotHolds(resultOf(measured(1, { 'new process': 1 })))).toThrow('new process');
});
