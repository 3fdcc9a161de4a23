import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changePayment, PAYMENT_STATUSES, type Payment, type PaymentChange } from './model.ts';
import { viewPayment } from './payment-view.ts';

const payment: Payment = {
  id: 'pay_1',
  jobId: 'job_1',
  accountId: 'usr_1',
  purpose: 'reservation',
  reservationId: 'res_1',
  method: 'gateway',
  orderId: 'res_1',
  paymentKey: 'pk_1',
  amount: 100_000,
  refundedAmount: 0,
  status: 'in_progress',
  failureCode: null,
  createdAt: new Date('2026-03-01T10:00:00Z'),
  approvedAt: null,
  version: 1,
};
const completed: PaymentChange = { type: 'payment.completed', approvedAt: new Date('2026-03-01T10:00:01Z') };
const failed: PaymentChange = { type: 'payment.failed', failureCode: 'REJECT_CARD_COMPANY' };
const refunded = (amount: number): PaymentChange => ({ type: 'payment.refunded', amount });

test.each([
  [completed, ['in_progress']],
  [failed, ['in_progress']],
  [refunded(1), ['completed', 'partially_cancelled']],
])('allows $type only from its own states', (change, from) => {
  const allowed = PAYMENT_STATUSES.filter((status) => changePayment({ ...payment, status }, change).ok);
  expect(allowed).toEqual(from);
});

test('settles with the time of approval or the reason of failure', () => {
  expect(changePayment(payment, completed)).toMatchObject({
    ok: true,
    value: { status: 'completed', approvedAt: new Date('2026-03-01T10:00:01Z'), version: 2 },
  });
  expect(changePayment(payment, failed)).toMatchObject({
    ok: true,
    value: { status: 'failed', failureCode: 'REJECT_CARD_COMPANY', version: 2 },
  });
});

test.each([0, -1, 0.5, 100_001, Number.NaN])('refuses to give back %d of 100,000', (amount) => {
  expect(changePayment({ ...payment, status: 'completed' }, refunded(amount)).ok).toBe(false);
});

test('never gives back more than was taken, and is cancelled exactly when all is given back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -10, max: 60_000 }), { maxLength: 8 }), (amounts) => {
      let current: Payment = { ...payment, status: 'completed' };
      for (const amount of amounts) {
        const next = changePayment(current, refunded(amount));
        if (next.ok) current = next.value;
      }
      expect(current.refundedAmount).toBeLessThanOrEqual(current.amount);
      expect(current.status === 'cancelled').toBe(current.refundedAmount === current.amount);
      expect(current.status === 'completed').toBe(current.refundedAmount === 0);
    }),
    { numRuns: 1_000 },
  );
});

test('gives nothing back for what cost nothing, once', () => {
  const free: Payment = { ...payment, amount: 0, status: 'completed' };
  expect(changePayment(free, refunded(1)).ok).toBe(false);
  expect(changePayment(free, refunded(-1)).ok).toBe(false);
  const ended = changePayment(free, refunded(0));
  expect(ended).toMatchObject({ ok: true, value: { status: 'cancelled', refundedAmount: 0 } });
  if (ended.ok) expect(changePayment(ended.value, refunded(0)).ok).toBe(false);
});

test('shows a client no payment key, job or account', () => {
  const view = JSON.stringify(viewPayment(payment));
  for (const secret of ['pk_1', 'job_1', 'usr_1']) expect(view).not.toContain(secret);
});
