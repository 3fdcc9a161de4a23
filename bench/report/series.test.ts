import { expect, test } from 'vitest';
import type { Measured } from '../generator/run-generator.ts';
import { factors } from '../holds/report.ts';
import { ELSEWHERE } from '../measuring/process-cpu.ts';
import { cpuTable, ourMicrosEach, throughputTable } from './series.ts';

const latency = { count: 9, meanMs: 2, p50Ms: 1, p95Ms: 11, p99Ms: 111, p999Ms: 1_111, maxMs: 2_000 };
const measured = (holds: number, cpuSeconds: Readonly<Record<string, number>> = {}): Measured => ({
  outcomes: { succeeded: holds },
  succeededInAll: holds,
  windowMs: 1_000,
  latency,
  cpuSeconds,
});

test('compares each repetition with the one beside it, not with those at another speed of the machine', () => {
  const slow = [measured(100), measured(200)];
  const hot = { product: [measured(300), measured(800)], 'row-lock': slow, optimistic: [], 'redis-lock': [] };
  expect(factors(hot, 'row-lock')).toEqual([3, 4]);
});

test("adds up the CPU time of a hold without other programs'", () => {
  expect(ourMicrosEach(measured(1_000, { api: 0.2, generator: 0.1, [ELSEWHERE]: 5 }))).toBeCloseTo(300);
});

test('shows medians, every repetition, all percentiles and what other programs used', () => {
  const runs = [measured(100, { [ELSEWHERE]: 0.25 }), measured(300), measured(200)];
  const [, , row] = throughputTable('holds/s', [{ name: 'a', runs }]).split('\n');
  expect(row?.split('|').map((cell) => cell.trim())).toEqual([
    '',
    'a',
    '200',
    '100 300 200',
    '1.0',
    '11',
    '111',
    '1,111',
    '0.25',
    '',
  ]);
});

test('shows the CPU time of each process, and of those that used little together', () => {
  const cpu = { api: 0.5, mailbox: 0.01, 'expiry-worker': 0.02, [ELSEWHERE]: 0.1 };
  const [head, , row] = cpuTable([{ name: 'a', runs: [measured(100, cpu)] }]).split('\n');
  const cells = (line = '') => line.split('|').map((cell) => cell.trim());
  expect(cells(head)).toEqual(['', '', 'api', 'others', 'elsewhere', 'of ours', '']);
  expect(cells(row)).toEqual([
    '',
    'a',
    '0.50 / 5,000 µs',
    '0.03 / 300 µs',
    '0.10 / 1,000 µs',
    '5,300 µs',
    '',
  ]);
});
