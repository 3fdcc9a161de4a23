import type { ReservationFacts, SaleHistory } from '@concert-mania/testkit/data/sale-history';
import { expect, test } from 'vitest';
import type { Answer, CommandRecord, JobReport } from '../history/model.ts';
import { checkHistory, HISTORY_CHECKS } from './check-history.ts';
import type { RunHistory } from './history.ts';

const AT = new Date('2027-01-01T10:00:00Z');
const FAN = 'usr_a';
const OTHER = 'usr_b';
const job = (code: string, n: number) => `job_${code}${String(n).padStart(26, '0')}`;
const [HOLD_1, HOLD_2, HOLD_3, PAY, TOP_UP, BUY, CANCEL] = [
  job('h1', 1),
  job('h1', 2),
  job('h1', 3),
  job('pa', 1),
  job('tu', 1),
  job('pa', 2),
  job('ca', 1),
];

const accepted = (id: string): Answer => ({ kind: 'ok', status: 202, body: { id } });
const attempt = (answer: Answer) => ({ sentAt: 0, answeredAt: 1, api: 'http://api', answer });
const reported = (status: JobReport['status'], code: string | null = null): JobReport => ({
  at: 2,
  status,
  code,
  result: null,
});

type Sent = Pick<CommandRecord, 'kind' | 'body'> & Partial<CommandRecord>;
const command = (jobId: string, sent: Sent): CommandRecord => ({
  key: `key of ${jobId}`,
  accountId: FAN,
  path: '/v1/…',
  headers: {},
  scenario: null,
  attempts: [attempt(accepted(jobId))],
  reports: [reported('succeeded')],
  ...sent,
});

const decided = (jobId: string, type: string, reservationId: string | null, accountId = FAN) => ({
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

const reservation = (id: string, seatNumbers: readonly number[], more: Partial<ReservationFacts> = {}) => ({
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

const capture = (id: string, orderId: string, amount: number) =>
  ({ type: 'capture', orderId, paymentKey: `pk of ${id}`, amount }) as const;

/**
 * The history of a sound run: three holds of a performance of five seats, the third rejected for a
 * seat of the first; the first paid by card; the wallet topped up, the second paid from it,
 * cancelled and refunded in full.
 */
const sound = (): RunHistory => ({
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

const broken = (history: RunHistory): readonly string[] =>
  checkHistory(history).flatMap(({ name, violations }) => (violations.length > 0 ? [name] : []));

type Change = (history: RunHistory) => RunHistory;

/** Changes one command of the history. */
const ofCommand =
  (jobId: string, change: Partial<CommandRecord>): Change =>
  (history) => ({
    ...history,
    commands: history.commands.map((each) =>
      each.key === `key of ${jobId}` ? { ...each, ...change } : each,
    ),
  });

const inDatabase =
  (change: (database: SaleHistory) => Partial<SaleHistory>): Change =>
  (history) => ({ ...history, database: { ...history.database, ...change(history.database) } });

/** Replaces the outcome of a job. */
const decidedAs = (jobId: string, outcome: SaleHistory['jobs'][number]['outcome']): Change =>
  inDatabase(({ jobs }) => ({
    jobs: jobs.map((each) => (each.jobId === jobId ? { ...each, outcome } : each)),
  }));

const rejectedFor = (code: 'seat_limit_exceeded' | 'not_enough_seats' | 'performance_not_found') =>
  ({ status: 'rejected', error: { code } }) as const;

const ofPayment = (id: string, change: Partial<SaleHistory['payments'][number]>): Change =>
  inDatabase(({ payments }) => ({
    payments: payments.map((each) => (each.id === id ? { ...each, ...change } : each)),
  }));

const both =
  (...changes: readonly Change[]): Change =>
  (history) =>
    changes.reduce((changed, change) => change(changed), history);

const UNKNOWN: Answer = { kind: 'unknown', reason: 'no answer' };
const REFUSED: Answer = { kind: 'refused', status: 404, code: 'not_found' };

const BREAKS: readonly (readonly [check: string, what: string, change: Change])[] = [
  [
    'every-command-was-answered',
    'a command that never got an answer',
    (history) => ({
      ...history,
      commands: [
        ...history.commands,
        command('none', { kind: 'hold', body: {}, attempts: [attempt(UNKNOWN)], reports: [] }),
      ],
    }),
  ],
  [
    'every-accepted-command-has-an-end',
    'an accepted command without an end',
    ofCommand(HOLD_1, { reports: [] }),
  ],
  [
    'every-accepted-command-has-an-end',
    'an accepted command that failed',
    ofCommand(HOLD_1, { reports: [reported('failed', 'job_failed')] }),
  ],
  [
    'ends-are-final',
    'an end that changed later',
    ofCommand(HOLD_1, { reports: [reported('rejected', 'seat_unavailable'), reported('succeeded')] }),
  ],
  [
    'ends-are-final',
    'an end taken back',
    ofCommand(HOLD_1, { reports: [reported('succeeded'), reported('queued')] }),
  ],
  [
    'database-confirms-every-end',
    'a success that the database rejected',
    both(ofCommand(HOLD_3, { reports: [reported('succeeded')] })),
  ],
  [
    'database-confirms-every-end',
    'an end that the database does not have',
    inDatabase(({ jobs }) => ({ jobs: jobs.filter(({ jobId }) => jobId !== HOLD_3) })),
  ],
  [
    'database-confirms-every-end',
    'a result without a part that was recorded',
    ofCommand(CANCEL, { reports: [{ ...reported('succeeded'), result: { reservation: { id: 'res_2' } } }] }),
  ],
  [
    'same-key-same-job',
    'one key accepted as two jobs',
    ofCommand(HOLD_1, { attempts: [attempt(accepted(HOLD_1)), attempt(accepted(job('h1', 9)))] }),
  ],
  [
    'same-key-same-job',
    'an accepted command that is refused when it is sent again',
    ofCommand(HOLD_1, { attempts: [attempt(accepted(HOLD_1)), attempt(UNKNOWN), attempt(REFUSED)] }),
  ],
  [
    'no-outcome-unasked',
    'a command that took effect though its client was refused',
    ofCommand(HOLD_3, { attempts: [attempt(UNKNOWN), attempt(REFUSED)], reports: [] }),
  ],
  [
    'results-name-their-subject',
    'a payment of another reservation than the one asked for',
    ofCommand(PAY, { body: { reservationId: 'res_2', paymentKey: 'pk of pay_1' } }),
  ],
  [
    'holds-have-their-seats',
    'a hold with other seats than it asked for',
    inDatabase(({ reservations }) => ({
      reservations: reservations.map((each) =>
        each.id === 'res_1' ? { ...each, seatNumbers: [1, 3] } : each,
      ),
    })),
  ],
  [
    'holds-have-their-seats',
    'a reservation that no hold asked for',
    inDatabase(({ reservations }) => ({
      reservations: [...reservations, reservation('res_9', [5], { status: 'expired' })],
    })),
  ],
  [
    'one-owner-at-a-time',
    'a seat sold while another owned it',
    inDatabase(({ reservations }) => ({
      reservations: reservations.map((each) => (each.id === 'res_2' ? { ...each, seatNumbers: [2] } : each)),
    })),
  ],
  [
    'seat-map-shows-the-truth',
    'a seat map that is behind',
    (history) => ({ ...history, shownAvailability: new Map([['prf_1', 'SSAHA']]) }),
  ],
  [
    'every-hold-was-queued',
    'a decided hold that was never put into a queue',
    (history) => ({ ...history, acceptedOrder: new Map([['holds-1', [HOLD_1, HOLD_2]]]) }),
  ],
  [
    'decided-in-order',
    'a hold that overtook one accepted before it',
    (history) => ({ ...history, acceptedOrder: new Map([['holds-1', [HOLD_2, HOLD_1, HOLD_3]]]) }),
  ],
  [
    'refusals-had-their-reason',
    'a hold that lost its seat to one accepted after it',
    (history) => ({ ...history, acceptedOrder: new Map([['holds-1', [HOLD_3, HOLD_1, HOLD_2]]]) }),
  ],
  [
    'refusals-had-their-reason',
    'a hold rejected for a limit that was not reached',
    decidedAs(HOLD_3, rejectedFor('seat_limit_exceeded')),
  ],
  [
    'refusals-had-their-reason',
    'a hold rejected for a full house that was not full',
    decidedAs(HOLD_3, rejectedFor('not_enough_seats')),
  ],
  [
    'refusals-had-their-reason',
    'a hold rejected for a performance that is there',
    decidedAs(HOLD_3, rejectedFor('performance_not_found')),
  ],
  ['payments-moved-their-money', 'a payment without its money', (history) => ({ ...history, gateway: [] })],
  [
    'payments-moved-their-money',
    'a rejected payment that took the money',
    both(
      decidedAs(PAY, { status: 'rejected', error: { code: 'payment_declined' } }),
      ofPayment('pay_1', { status: 'failed' }),
    ),
  ],
  [
    'nobody-was-charged-twice',
    'a payment captured twice',
    (history) => ({ ...history, gateway: [...history.gateway, capture('pay_1', 'res_1', 200)] }),
  ],
  [
    'gateway-books-agree',
    'a refund that the gateway never made',
    ofPayment('pay_1', { refundedAmount: 200, status: 'cancelled' }),
  ],
  [
    'gateway-books-agree',
    'money captured for an order that we do not know',
    (history) => ({ ...history, gateway: [...history.gateway, capture('pay_9', 'order-9', 50)] }),
  ],
  [
    'wallets-equal-their-commands',
    'a top-up that was credited twice',
    inDatabase(() => ({ wallets: new Map([[FAN, 1_000]]) })),
  ],
  [
    'cancellations-took-effect',
    'a cancelled reservation that still stands',
    inDatabase(({ reservations }) => ({
      reservations: reservations.map((each) => ({ ...each, status: 'confirmed' as const })),
    })),
  ],
  [
    'cancellations-took-effect',
    'a refund other than reported',
    both(ofPayment('pay_3', { refundedAmount: 90, status: 'partially_cancelled' })),
  ],
  [
    'nothing-is-left-under-way',
    'a payment without an end',
    (history) => ({ ...history, unfinished: { ...history.unfinished, payments: 1 } }),
  ],
  [
    'every-process-is-ready',
    'a process that does not recover',
    (history) => ({ ...history, notReady: ['hold-worker-2'] }),
  ],
];

test('finds nothing in a sound history', () => {
  expect(broken(sound())).toEqual([]);
});

test.each(BREAKS)('%s reports %s', (check, _what, change) => {
  expect(broken(change(sound()))).toContain(check);
});

test('every check reports at least one broken history', () => {
  expect(new Set(BREAKS.map(([check]) => check))).toEqual(new Set(HISTORY_CHECKS.map(({ name }) => name)));
});

test('a seat given back in time may be held again, and the limit counts the seats live at that time', () => {
  const again = job('h1', 4);
  const history = both(
    (before) => ({
      ...before,
      commands: [
        ...before.commands,
        command(again, {
          kind: 'hold',
          accountId: OTHER,
          body: { performanceId: 'prf_1', seatNumbers: [4] },
        }),
      ],
      acceptedOrder: new Map([['holds-1', [HOLD_1, HOLD_2, HOLD_3, again]]]),
      shownAvailability: new Map([['prf_1', 'SSAHA']]),
    }),
    inDatabase(({ jobs, steps, reservations }) => ({
      jobs: [...jobs, decided(again, 'reservation.hold', 'res_3', OTHER)],
      steps: [...steps, { seq: 6, reservationId: 'res_3', type: 'reservation.held' }],
      reservations: [...reservations, reservation('res_3', [4], { accountId: OTHER, status: 'held' })],
      availability: new Map([['prf_1', 'SSAHA']]),
    })),
  )(sound());
  expect(broken(history)).toEqual([]);
});
