import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GATEWAY_CLEARING, REVENUE, SETTLED_BY_HAND } from '../ledger.ts';
import type { PaymentMethod } from '../model.ts';
import type { CancellationRequest } from './cancellation-request.ts';
import { decideByHand } from './decide-by-hand.ts';
import { decideCancellation } from './decide-cancellation.ts';
import { decideGivenBack } from './decide-elsewhere.ts';
import { decideRefunded, decideRefundRefused } from './decide-refund.ts';
import {
  type Books,
  commandOf,
  historyOf,
  lockedOf,
  makeBooks,
  NOW,
  seats,
  TOTAL,
  write,
} from './testing/books.ts';

const POLICY = { preset: 'korean-performing-arts' } as const;

interface Step {
  readonly wanted: readonly number[];
  readonly by: 'fan' | 'policy' | 'full' | 'none';
  readonly daysBefore: number;
  readonly end: 'gives' | 'refuses';
  /** The gateway gives this back by itself, before the step. */
  readonly unasked: number;
}

function take(books: Books, step: Step, method: PaymentMethod): void {
  const { payment, reservation } = lockedOf(books);
  const history = historyOf(books);
  const most = payment.amount - payment.refundedAmount;
  if (method === 'gateway' && step.unasked > 0 && most > 0) {
    books.atGateway += Math.min(step.unasked, most);
    write(books, decideGivenBack(lockedOf(books), history, books.atGateway, books.newId).changes);
  }
  const isStaff = step.by !== 'fan';
  const request: CancellationRequest = {
    ...commandOf(books),
    type: isStaff ? 'box-office.cancel' : 'reservation.cancel',
    reservationId: reservation.id,
    ownerId: isStaff ? null : reservation.accountId,
    seatNumbers: step.wanted.length === seats.length ? null : [...step.wanted],
    refund: step.by === 'fan' ? 'policy' : step.by,
    reason: null,
  };
  const startsAt = new Date(NOW.getTime() + step.daysBefore * 86_400_000 + 3_600_000);
  const state = {
    ...lockedOf(books),
    terms: { policy: POLICY, startsAt },
    history: historyOf(books),
    usedSeats: [],
  };
  const { answer, changes } = decideCancellation(request, state, 0, books.newId);
  write(books, changes);
  if (answer.kind !== 'claimed') return;
  settle(books, step.end);
}

/** The gateway gives an open refund back, or refuses and a person settles it. */
function settle(books: Books, end: Step['end']): void {
  const history = historyOf(books);
  const { refund } = history;
  if (!refund) throw new Error('no refund is open');
  expect(books.reserved).toEqual(new Set([refund.id]));
  if (end === 'gives') {
    books.atGateway += refund.amount;
    const cancelled = books.atGateway;
    write(books, decideRefunded({ ...lockedOf(books), refund, history }, cancelled, books.newId).changes);
    return;
  }
  const refusal = { code: 'NO', message: 'no', balanceAmount: null };
  write(books, decideRefundRefused({ ...lockedOf(books), refund, history }, refusal, books.newId).changes);
  const blocked = historyOf(books);
  const item = blocked.stuck.find(({ isOpen, refundId }) => isOpen && refundId === refund.id);
  if (!item) throw new Error('the refusal is not known to staff');
  const state = { id: item.id, kind: item.kind, code: 'NO', refundId: refund.id };
  const by = { accountId: 'usr_clerk', reference: 'transfer', note: '' };
  const locked = { ...lockedOf(books), history: blocked };
  write(books, decideByHand({ ...state, locked }, by, books.newId).changes);
}

function expectAgreement(books: Books, method: PaymentMethod): void {
  const { payment, reservation } = lockedOf(books);
  const all = [...books.refunds.values()];
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const balance = (account: string) => books.balances.get(account) ?? 0;
  const isLive = reservation.status === 'confirmed';
  expect(sum([...books.balances.values()])).toBe(0);
  expect(payment.refundedAmount).toBe(sum(all.map(({ amount }) => amount)));
  expect(payment.refundedAmount).toBeLessThanOrEqual(payment.amount);
  expect(payment.amount).toBe(reservation.totalAmount + sum(all.map(({ seatsAmount }) => seatsAmount ?? 0)));
  expect(balance('cancellation-fees')).toBeGreaterThanOrEqual(0);
  expect(balance(REVENUE)).toBeGreaterThanOrEqual(0);
  expect(balance(REVENUE)).toBeLessThanOrEqual(isLive ? reservation.totalAmount : 0);
  expect(balance(REVENUE) + balance('cancellation-fees')).toBe(payment.amount - payment.refundedAmount);
  const source = method === 'wallet' ? 'wallet:usr_1' : GATEWAY_CLEARING;
  expect(balance(source) + balance(SETTLED_BY_HAND)).toBe(payment.refundedAmount - payment.amount);
  if (method === 'gateway') expect(balance(GATEWAY_CLEARING)).toBe(books.atGateway - payment.amount);
  expect([...books.tickets].sort()).toEqual(
    isLive ? reservation.seats.map(({ seatNumber }) => seatNumber) : [],
  );
  expect(books.reserved.size).toBe(0);
  const left = isLive ? reservation.totalAmount : 0;
  expect(sum(books.outcomes.map(({ refundAmount, feeAmount }) => refundAmount + feeAmount))).toBe(
    TOTAL - left,
  );
}

const step = fc.record({
  wanted: fc.subarray(
    seats.map(({ seatNumber }) => seatNumber),
    { minLength: 1 },
  ),
  by: fc.constantFrom('fan', 'policy', 'full', 'none'),
  daysBefore: fc.constantFrom(0, 1, 3, 8, 20),
  end: fc.constantFrom('gives', 'refuses'),
  unasked: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 200_000 })),
}) satisfies fc.Arbitrary<Step>;

test.each(['wallet', 'gateway'] as const)(
  'keeps payment, refunds, fees, ledger, seats and tickets in agreement through every sequence of cancellations: %s',
  (method) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const books = makeBooks(method);
        for (const next of steps) {
          take(books, next, method);
          expectAgreement(books, method);
        }
      }),
      { numRuns: 1_000 },
    );
  },
);

test('costs the same in one cancellation and in many, in any order', () => {
  const order = fc.shuffledSubarray(
    seats.map(({ seatNumber }) => seatNumber),
    { minLength: seats.length },
  );
  fc.assert(
    fc.property(order, fc.constantFrom(0, 1, 3, 8, 20), (numbers, daysBefore) => {
      const [whole, parts] = [makeBooks('wallet'), makeBooks('wallet')];
      const common = { by: 'fan', daysBefore, end: 'gives', unasked: 0 } as const;
      take(whole, { ...common, wanted: numbers }, 'wallet');
      for (const number of numbers) take(parts, { ...common, wanted: [number] }, 'wallet');
      expect(parts.balances).toEqual(whole.balances);
      expect(parts.reservation.status).toBe('cancelled');
    }),
  );
});
