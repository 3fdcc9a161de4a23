import { expect, test } from 'vitest';
import type { Violation } from '../checks/history.ts';
import type { ChaosResult } from '../run.ts';
import { describeResult } from './describe-result.ts';
import { resultLine, tableRow } from './seed-table.ts';

const AT = Date.parse('2027-01-01T10:00:00Z');
const made = {
  fault: { kind: 'read-only', forMs: 3_000 },
  struckAt: AT,
  healedAt: AT + 3_000,
  failure: null,
} as const;
const lost: Violation = {
  subject: 'job_1',
  detail: 'was accepted and has no end',
  commands: [
    {
      key: 'key-1',
      kind: 'hold',
      accountId: 'usr_a',
      path: '/v1/reservations',
      body: { seatNumbers: [7] },
      headers: {},
      scenario: null,
      attempts: [
        {
          sentAt: AT,
          answeredAt: AT + 12,
          api: 'http://api',
          answer: { kind: 'unknown', reason: 'no answer' },
        },
        {
          sentAt: AT + 20,
          answeredAt: AT + 25,
          api: 'http://api-2',
          answer: { kind: 'ok', status: 202, body: { id: 'job_1' } },
        },
      ],
      reports: [],
    },
  ],
};

const resultOf = (violations: readonly Violation[], worstMs: number): ChaosResult => ({
  seed: 9,
  lengthMs: 30_000,
  plan: [{ atMs: 0, fault: made.fault }],
  faults: [made],
  recoveries: [{ made, acceptingMs: 10, lanes: [{ lane: 'holds', againMs: worstMs }], worstMs }],
  requests: new Map([
    [
      'hold',
      new Map([
        ['ok', 5],
        ['unknown no answer', 2],
      ]),
    ],
  ]),
  commands: [],
  promises: [{ name: 'every-accepted-command-has-an-end', promise: 'it ends', violations }],
  audit: [],
  crashes: [],
  repeatedMails: 0,
  settledMs: 1_000,
  longestLagMs: 1_200,
});

test('reports each violation with the history of its commands, and how to repeat the run', () => {
  const text = describeResult(resultOf([lost], 1_500));
  expect(text).toContain('✗ every-accepted-command-has-an-end');
  expect(text).toContain('10:00:00.000 sent to http://api, 12 ms later unknown: no answer');
  expect(text).toContain('10:00:00.020 sent to http://api-2, 5 ms later accepted as job_1');
  expect(text).toContain('no end was reported');
  expect(text).toContain('npm run chaos -- --seed 9 --minutes 0.5');
  expect(text).toContain('was not scheduled for 1.2 s');
});

test('marks a recovery over the limit, and counts it as broken', () => {
  const text = describeResult(resultOf([], 20_001));
  expect(text).toMatch(/✗ +20\.0 s .* postgres takes no writes/);
  expect(text).toContain('✗ recovers-in-time');
  expect(describeResult(resultOf([], 20_000))).toContain('Everything holds');
});

test('describes a run in a line, and in a row of the table', () => {
  expect(tableRow(resultOf([], 1_500))).toBe('| 9 | 0.5 | read-only | 0 | 2 | 1.5 s | 2 hold |');
  expect(tableRow(resultOf([lost], 1_500))).toContain('1 of 2 broken');
  expect(resultLine(resultOf([lost], 1_500))).toContain('BROKEN: every-accepted-command-has-an-end (1)');
});
