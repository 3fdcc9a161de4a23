import { expect, test } from 'vitest';
import type { Measured } from '../generator/run-generator.ts';
import { factors } from '../holds/report.ts';
import { ELSEWHERE } from '../measuring/process-cpu.ts';
import { ourMicrosEach } from './series.ts';

const latency = { count: 9, meanMs: 2, p50Ms: 1, p95Ms: 11, p99Ms: 111, p999Ms: 1_111, maxMs: 2_000 };
const measured = (holds: number, cpuSeconds: Readonly<Record<string, number>> = {}): Measured => ({
  outcomes: { succeeded: holds },
  succeededInAll: holds,
  startedMs: 0,
  windowMs: 1_000,
  latency,
  cpuSeconds,
});

test('compares each repetition with the one beside it, not with those at another speed of the machine', () => {
  const slow = { name: 'row lock', runs: [measured(100), measured(200)] };
  const product = { name: 'product', runs: [measured(300), measured(800)] };
  expect(factors([product, slow], slow)).toEqual([3, 4]);
});

test("adds up the CPU time of a hold without other programs'", () => {
  expect(ourMicrosEach(measured(1_000, { api: 0.2, generator: 0.1, [ELSEWHERE]: 5 }))).toBeCloseTo(300);
});
