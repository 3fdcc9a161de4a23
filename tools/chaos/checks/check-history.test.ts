import { expect, test } from 'vitest';
import { HISTORY_CHECKS } from './check-history.ts';
import {
  accepted,
  attempt,
  both,
  broken,
  CANCEL,
  type Change,
  capture,
  command,
  decided,
  decidedAs,
  FAN,
  HOLD_1,
  HOLD_2,
  HOLD_3,
  inDatabase,
  job,
  OTHER,
  ofCommand,
  ofPayment,
  PAY,
  REFUSED,
  rejectedFor,
  reported,
  reservation,
  sound,
  UNKNOWN,
} from './testing/sample-history.ts';

const BREAKS: readonly (readonly [check: string, what: string, change: Change])[] = [
  ['the-load-held-seats', 'a run in which no hold succeeded', inDatabase(() => ({ reservations: [] }))],
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
