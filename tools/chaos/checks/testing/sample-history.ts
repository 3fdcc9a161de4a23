import type { ReservationFacts, SaleHistory } from '@concert-mania/testkit/data/sale-history';
import type { Answer, CommandRecord, JobReport } from '../../history/model.ts';
import { checkHistory } from '../check-history.ts';
import type { RunHistory } from '../history.ts';

const AT = new Date('2027-01-01T10:00:00Z');
export const FAN = 'usr_a';
export const OTHER = 'usr_b';
export const job = (code: string, n: number) => `job_${code}${String(n).padStart(26, '0')}`;
export const [HOLD_1, HOLD_2, HOLD_3, PAY, TOP_UP, BUY, CANCEL] = [
  job('h1', 1),
  job('h1', 2),
  job('h1', 3),
  job('pa', 1),
  job('tu', 1),
  job('pa', 2),
  job('ca', 1),
];

export const accepted = (id: string): Answer => ({ kind: 'ok', status: 202, body: { id } });
export const attempt = (answer: Answer) => ({ sentAt: 0, answeredAt: 1, api: 'http://api', answer });
export const reported = (status: JobReport['status'], code: string | null = null): JobReport => ({
  at: 2,
  status,
  code,
  result: null,
});

type Sent = Pick<CommandRecord, 'kind' | 'body'> & Partial<CommandRecord>;
export const command = (jobId: string, sent: Sent): CommandRecord => ({
  key: `key of ${jobId}`,
  accountId: FAN,
  path: '/v1/…',
  headers: {},
  scenario: null,
  attempts: [attempt(accepted(jobId))],
  reports: [reported('succeeded')],
  ...sent,
});

export const decided = (jobId: string, type: string, reservationId: string | null, accountId = FAN) => ({
  jobId,
  type,
  accountId,
  acceptedAt: AT,
  decidedAt: AT,
  outcome: {
    status: 'succeeded' as const,
    result: { ...(reservationId !== null && { reservation: { id: reservationId } }) },
  },
});

export const reservation = (
  id: string,
  seatNumbers: readonly number[],
  more: Partial<ReservationFacts> = {},
) => ({
  id,
  accountId: FAN,
  performanceId: 'prf_1',
  status: 'confirmed' as const,
  seatNumbers,
  totalAmount: 100 * seatNumbers.length,
  ...more,
});

const payment = (
  id: string,
  jobId: string,
  reservationId: string | null,
  amount: number,
): SaleHistory['payments'][number] => ({
  id,
  jobId,
  accountId: FAN,
  reservationId,
  purpose: reservationId === null ? 'top_up' : 'reservation',
  method: 'gateway',
  orderId: reservationId ?? `order of ${id}`,
  paymentKey: `pk of ${id}`,
  amount,
  refundedAmount: 0,
  status: 'completed',
});

export const capture = (id: string, orderId: string, amount: number) =>
  ({ type: 'capture', orderId, paymentKey: `pk of ${id}`, amount }) as const;

/**
 * The history of a sound run: three holds of a performance of five seats, the third rejected for a
 * seat of the first; the first paid by card; the wallet topped up, the second paid from it,
 * cancelled and refunded in full.
 */
export const sound = (): RunHistory => ({
  commands: [
    command(HOLD_1, { kind: 'hold', body: { performanceId: 'prf_1', seatNumbers: [1, 2] } }),
    command(HOLD_2, { kind: 'hold', body: { performanceId: 'prf_1', bestAvailable: { quantity: 1 } } }),
    command(HOLD_3, {
      kind: 'hold',
      accountId: OTHER,
      body: { performanceId: 'prf_1', seatNumbers: [2, 3] },
      reports: [reported('queued'), reported('rejected', 'seat_unavailable')],
    }),
    command(PAY, { kind: 'pay-gateway', body: { reservationId: 'res_1', paymentKey: 'pk of pay_1' } }),
    command(TOP_UP, { kind: 'top-up', body: { amount: 500, paymentKey: 'pk of pay_2' } }),
    command(BUY, { kind: 'pay-wallet', body: { reservationId: 'res_2' } }),
    command(CANCEL, { kind: 'cancel', body: {} }),
  ],
  database: {
    jobs: [
      decided(HOLD_1, 'reservation.hold', 'res_1'),
      decided(HOLD_2, 'reservation.hold', 'res_2'),
      {
        ...decided(HOLD_3, 'reservation.hold', null, OTHER),
        outcome: { status: 'rejected', error: { code: 'seat_unavailable', seatNumbers: [2] } },
      },
      decided(PAY, 'payment.pay', 'res_1'),
      decided(TOP_UP, 'wallet.top-up', null),
      decided(BUY, 'payment.pay', 'res_2'),
      {
        ...decided(CANCEL, 'reservation.cancel', null),
        outcome: { status: 'succeeded', result: { reservation: { id: 'res_2' }, refundAmount: 100 } },
      },
    ],
    steps: [
      { seq: 1, reservationId: 'res_1', type: 'reservation.held' },
      { seq: 2, reservationId: 'res_2', type: 'reservation.held' },
      { seq: 3, reservationId: 'res_1', type: 'reservation.confirmed' },
      { seq: 4, reservationId: 'res_2', type: 'reservation.confirmed' },
      { seq: 5, reservationId: 'res_2', type: 'reservation.cancelled' },
    ],
    reservations: [reservation('res_1', [1, 2]), reservation('res_2', [4], { status: 'cancelled' })],
    payments: [
      payment('pay_1', PAY, 'res_1', 200),
      payment('pay_2', TOP_UP, null, 500),
      { ...payment('pay_3', BUY, 'res_2', 100), method: 'wallet', refundedAmount: 100, status: 'cancelled' },
    ],
    wallets: new Map([[FAN, 500]]),
    availability: new Map([['prf_1', 'SSAAA']]),
  },
  acceptedOrder: new Map([['holds-1', [HOLD_1, HOLD_2, HOLD_3]]]),
  gateway: [capture('pay_1', 'res_1', 200), capture('pay_2', 'order of pay_2', 500)],
  shownAvailability: new Map([['prf_1', 'SSAAA']]),
  unfinished: { holds: 0, payments: 0, refunds: 0, notices: 0 },
  notReady: [],
});

export const broken = (history: RunHistory): readonly string[] =>
  checkHistory(history).flatMap(({ name, violations }) => (violations.length > 0 ? [name] : []));

export type Change = (history: RunHistory) => RunHistory;

/** Changes one command of the history. */
export const ofCommand =
  (jobId: string, change: Partial<CommandRecord>): Change =>
  (history) => ({
    ...history,
    commands: history.commands.map((each) =>
      each.key === `key of ${jobId}` ? { ...each, ...change } : each,
    ),
  });

export const inDatabase =
  (change: (database: SaleHistory) => Partial<SaleHistory>): Change =>
  (history) => ({ ...history, database: { ...history.database, ...change(history.database) } });

/** Replaces the outcome of a job. */
export const decidedAs = (jobId: string, outcome: SaleHistory['jobs'][number]['outcome']): Change =>
  inDatabase(({ jobs }) => ({
    jobs: jobs.map((each) => (each.jobId === jobId ? { ...each, outcome } : each)),
  }));

export const rejectedFor = (code: 'seat_limit_exceeded' | 'not_enough_seats' | 'performance_not_found') =>
  ({ status: 'rejected', error: { code } }) as const;

export const ofPayment = (id: string, change: Partial<SaleHistory['payments'][number]>): Change =>
  inDatabase(({ payments }) => ({
    payments: payments.map((each) => (each.id === id ? { ...each, ...change } : each)),
  }));

export const both =
  (...changes: readonly Change[]): Change =>
  (history) =>
    changes.reduce((changed, change) => change(changed), history);

export const UNKNOWN: Answer = { kind: 'unknown', reason: 'no answer' };
export const REFUSED: Answer = { kind: 'refused', status: 404, code: 'not_found' };
