import { expect, test } from 'vitest';
import type { RunHistory } from './checks/history.ts';
import type { MadeFault } from './faults/strike.ts';
import type { CommandRecord } from './history/model.ts';
import type { Fault } from './plan/faults.ts';
import { measureRecovery } from './recovery.ts';

const START = Date.parse('2027-01-01T10:00:00Z');
const FREEZE: Fault = { kind: 'freeze', process: 'hold-worker', forMs: 3_000 };
const KILL: Fault = { kind: 'kill', process: 'hold-worker', forMs: 0 };

/** A hold accepted and decided so many milliseconds after the start. */
interface Hold {
  readonly accepted: number;
  readonly decided: number;
  readonly scenario?: string;
}

const historyOf = (holds: readonly Hold[]): RunHistory => ({
  commands: holds.map(
    ({ accepted, scenario = null }, n): CommandRecord => ({
      key: `${n}`,
      kind: 'hold',
      accountId: 'usr_a',
      path: '/v1/reservations',
      body: { performanceId: 'prf_1' },
      headers: {},
      scenario,
      attempts: [
        {
          sentAt: START + accepted,
          answeredAt: START + accepted,
          api: '',
          answer: { kind: 'ok', status: 202, body: { id: `job_${n}` } },
        },
      ],
      reports: [],
    }),
  ),
  database: {
    jobs: holds.map(({ accepted, decided }, n) => ({
      jobId: `job_${n}`,
      accountId: 'usr_a',
      type: 'reservation.hold',
      acceptedAt: new Date(START + accepted),
      decidedAt: new Date(START + decided),
      outcome: { status: 'succeeded', result: {} },
    })),
    steps: [],
    reservations: [],
    payments: [],
    wallets: new Map(),
    availability: new Map(),
  },
  acceptedOrder: new Map(),
  gateway: [],
  shownAvailability: new Map(),
  unfinished: { holds: 0, payments: 0, refunds: 0, notices: 0 },
  notReady: [],
});

const made = (fault: Fault, from: number, to: number): MadeFault => ({
  fault,
  struckAt: START + from,
  healedAt: START + to,
  failure: null,
});

test('counts from the end of a fault that stops the system while it lasts', () => {
  const history = historyOf([
    { accepted: 500, decided: 600 },
    { accepted: 2_000, decided: 5_200 },
    { accepted: 4_300, decided: 5_300 },
  ]);
  const [recovery] = measureRecovery(history, [made(FREEZE, 1_000, 4_000)]);
  expect(recovery?.lanes).toEqual([{ lane: 'holds of rf_1', againMs: 1_200 }]);
  expect([recovery?.acceptingMs, recovery?.worstMs]).toEqual([300, 1_200]);
});

test('counts a kill from the moment it struck, and not by a command that was accepted before', () => {
  const history = historyOf([
    { accepted: 900, decided: 1_001 },
    { accepted: 1_500, decided: 3_000 },
  ]);
  const [recovery] = measureRecovery(history, [made(KILL, 1_000, 6_000)]);
  expect(recovery?.worstMs).toBe(2_000);
});

test('ignores commands that wait for a failing gateway, and time covered by the next fault', () => {
  const history = historyOf([
    { accepted: 1_500, decided: 9_000, scenario: 'timeout' },
    { accepted: 6_000, decided: 9_000 },
  ]);
  const [first] = measureRecovery(history, [made(KILL, 1_000, 1_000), made(KILL, 5_000, 5_000)]);
  expect(first?.lanes).toEqual([]);
});
