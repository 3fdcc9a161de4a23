import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Outcome, rejected, succeeded } from '../shared/outcome.ts';
import { makeAdvancePayment } from './advance-payment.ts';
import type { CancelAnswer, GatewayAnswer, PaymentGateway } from './gateway.ts';
import { changePayment, type Payment } from './model.ts';
import type { OpenPayment, OpenRefund, PaymentStore } from './ports.ts';

const AMOUNT = 70_000;
const MAX_TRIES = 60;

/** What happens to one call: the gateway's mood, and whether its answer arrives. */
interface Weather {
  readonly call: 'works' | 'fails' | 'declines' | 'late';
  readonly answerLost: boolean;
  /** The worker dies between the gateway's answer and the settlement. */
  readonly crash: boolean;
  /** The hold runs out before this try. */
  readonly expires: boolean;
  readonly seatsFree: boolean;
}

const weather: fc.Arbitrary<Weather> = fc.record({
  call: fc.constantFrom('works', 'fails', 'declines', 'late'),
  answerLost: fc.boolean(),
  crash: fc.boolean(),
  expires: fc.boolean(),
  seatsFree: fc.boolean(),
});
const FAIR: Weather = { call: 'works', answerLost: false, crash: false, expires: false, seatsFree: false };

class Crash extends Error {}

/** A gateway that honours idempotency keys, in any weather. */
function makeFickleGateway(now: () => Weather) {
  const money = {
    captures: 0,
    cancels: 0,
    status: 'pending' as 'pending' | 'done' | 'aborted',
    overdue: false,
  };
  const capture = () => {
    if (money.status !== 'pending') return;
    money.status = 'done';
    money.captures += 1;
  };
  const state = (): GatewayAnswer => {
    if (money.status === 'pending') return { kind: 'pending' };
    if (money.status === 'aborted') return { kind: 'declined', code: 'REJECT' };
    return {
      kind: 'approved',
      paymentKey: 'pk',
      orderId: 'res_1',
      amount: AMOUNT,
      cancelledAmount: money.cancels * AMOUNT,
      approvedAt: new Date(1),
    };
  };
  const deliver = <T>(answer: T): T | { kind: 'unknown'; reason: string } => {
    if (now().crash) throw new Crash();
    return now().answerLost ? { kind: 'unknown', reason: 'lost' } : answer;
  };
  const gateway: PaymentGateway = {
    confirm: async () => {
      const { call } = now();
      if (call === 'fails') return deliver<GatewayAnswer>({ kind: 'unknown', reason: '500' });
      if (call === 'declines' && money.status === 'pending') money.status = 'aborted';
      if (call === 'works') capture();
      if (call === 'late') money.overdue = true;
      return deliver(call === 'late' ? { kind: 'unknown', reason: 'timeout' } : state());
    },
    health: () => 'well',
    inquire: async () => {
      const answer = deliver(state());
      // What was late happens after somebody looked.
      if (money.overdue) capture();
      return answer;
    },
    cancel: async () => {
      const { call } = now();
      if (call === 'fails') return deliver<CancelAnswer>({ kind: 'unknown', reason: '500' });
      if (money.status !== 'done') return deliver<CancelAnswer>({ kind: 'refused', code: 'NOT_CANCELABLE' });
      if (money.cancels === 0) money.cancels += 1;
      return deliver<CancelAnswer>({ kind: 'cancelled' });
    },
  };
  return { gateway, money };
}

/** One payment of one reservation, in memory, by the rules of the store. */
function makeOnePayment(now: () => Weather) {
  let payment: Payment = {
    id: 'pay_1',
    jobId: 'job_1',
    accountId: 'usr_1',
    purpose: 'reservation',
    reservationId: 'res_1',
    method: 'gateway',
    orderId: 'res_1',
    paymentKey: 'pk',
    amount: AMOUNT,
    refundedAmount: 0,
    status: 'in_progress',
    failureCode: null,
    createdAt: new Date(0),
    approvedAt: null,
    version: 1,
  };
  let reservation: 'paying' | 'expired' | 'confirmed' | 'payment_failed' = 'paying';
  let refund: OpenRefund | null = null;
  const apply = (change: Parameters<typeof changePayment>[1]) => {
    const next = changePayment(payment, change);
    if (!next.ok) throw new Error(`${change.type} after ${payment.status}`);
    payment = next.value;
  };
  const store: Pick<PaymentStore, 'settleApproved' | 'settleDeclined' | 'settleRefund'> = {
    settleApproved: async (_, approvedAt) => {
      if (reservation !== 'paying' && !now().seatsFree) {
        refund = {
          id: 'rfd_1',
          jobId: 'job_1',
          paymentId: 'pay_1',
          paymentKey: 'pk',
          orderId: 'res_1',
          amount: AMOUNT,
          cancelledInAllAmount: AMOUNT,
          reason: 'late',
        };
        return { kind: 'refund_due', refund };
      }
      apply({ type: 'payment.completed', approvedAt });
      reservation = 'confirmed';
      return { kind: 'decided', outcome: succeeded({}) };
    },
    settleDeclined: async (_, failureCode) => {
      apply({ type: 'payment.failed', failureCode });
      if (reservation === 'paying') reservation = 'payment_failed';
      return rejected({ code: 'payment_declined' });
    },
    settleRefund: async () => {
      apply({ type: 'payment.completed', approvedAt: new Date(1) });
      apply({ type: 'payment.refunded', amount: AMOUNT });
      return rejected({ code: 'hold_expired' });
    },
  };
  return {
    store,
    expire: () => {
      if (reservation === 'paying') reservation = 'expired';
    },
    open: (): OpenPayment => ({
      payment: { ...payment, paymentKey: 'pk' },
      payable: refund === null && reservation === 'paying',
      refund,
    }),
    look: () => ({ payment: payment.status, reservation }),
  };
}

test('whatever the gateway does and whoever dies, money and seats agree and nothing is charged twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(weather, { maxLength: 12 }), async (story) => {
      let current = FAIR;
      const now = () => current;
      const { gateway, money } = makeFickleGateway(now);
      const one = makeOnePayment(now);
      const advance = makeAdvancePayment({ store: one.store, gateway });
      let outcome: Outcome | null = null;
      for (let turn = 0; turn < MAX_TRIES && outcome === null; turn += 1) {
        current = story[turn] ?? FAIR;
        if (current.expires) one.expire();
        try {
          outcome = await advance(one.open(), turn === 0 ? 'claimed' : 'resumed');
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
        }
        // A session that nobody confirms ends at the gateway by itself.
        if (turn === MAX_TRIES / 2 && money.status === 'pending') money.status = 'aborted';
      }
      const { payment, reservation } = one.look();
      expect(outcome).not.toBeNull();
      expect(money.captures).toBeLessThanOrEqual(1);
      expect(money.cancels).toBeLessThanOrEqual(money.captures);
      expect(money.captures - money.cancels).toBe(reservation === 'confirmed' ? 1 : 0);
      expect(payment).toBe(
        reservation === 'confirmed' ? 'completed' : money.captures === 1 ? 'cancelled' : 'failed',
      );
    }),
    { numRuns: 1_000 },
  );
});
