import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PAID } from '../jobs/testing/sample-outcomes.ts';
import { type Outcome, rejected } from '../shared/outcome.ts';
import { type AdvancePorts, makeAdvancePayment } from './advance-payment.ts';
import type { CancelAnswer, GatewayAnswer, PaymentGateway } from './gateway/gateway.ts';
import { changePayment, type Payment } from './model.ts';
import type { OpenPayment, OpenRefund } from './ports.ts';

const AMOUNT = 70_000;
const MAX_TRIES = 60;
/** So many turns after it was asked for, the gateway may still carry out a confirmation. */
const SESSION_TURNS = 5;

/** One call: the gateway's mood, and whether its answer arrives. */
interface Weather {
  readonly call: 'works' | 'fails' | 'declines' | 'late';
  /** Somebody gives so much back at the gateway's own desk before the call. */
  readonly desk: 0 | 1_000 | 70_000;
  readonly answerLost: boolean;
  /** A part of the gateway that has not heard of the payment yet answers. */
  readonly notHeardOf: boolean;
  /** A confirmation that was put off is carried out before this try. */
  readonly carriesOut: boolean;
  /** The worker dies between the gateway's answer and the settlement. */
  readonly crash: boolean;
  /** The hold runs out before this try. */
  readonly expires: boolean;
  readonly seatsFree: boolean;
}

const weather: fc.Arbitrary<Weather> = fc.record({
  call: fc.constantFrom('works', 'fails', 'declines', 'late'),
  desk: fc.constantFrom(0, 0, 0, 0, 1_000, 70_000),
  answerLost: fc.boolean(),
  notHeardOf: fc.boolean(),
  carriesOut: fc.boolean(),
  crash: fc.boolean(),
  expires: fc.boolean(),
  seatsFree: fc.boolean(),
});
const FAIR: Weather = {
  call: 'works',
  desk: 0,
  answerLost: false,
  notHeardOf: false,
  carriesOut: false,
  crash: false,
  expires: false,
  seatsFree: false,
};

class Crash extends Error {}

/** A gateway that honours idempotency keys, in any weather. */
function makeFickleGateway(now: () => Weather) {
  const money = {
    captures: 0,
    cancelled: 0,
    /** Of what was cancelled: asked for by us. */
    byUs: 0,
    status: 'pending' as 'pending' | 'done' | 'aborted',
    /** For how many turns a confirmation has been put off. */
    putOff: null as number | null,
  };
  const done = new Set<string>();
  const capture = () => {
    if (money.status !== 'pending') return;
    money.status = 'done';
    money.captures += 1;
  };
  const state = (): GatewayAnswer => {
    const order = { paymentKey: 'pk', orderId: 'res_1', amount: AMOUNT };
    if (money.status === 'pending' && now().notHeardOf)
      return { kind: 'not_found', code: 'NOT_FOUND_PAYMENT' };
    if (money.status === 'pending') return { kind: 'pending', ...order };
    if (money.status === 'aborted') return { kind: 'declined', code: 'REJECT' };
    return {
      kind: 'approved',
      ...order,
      cancelledAmount: money.cancelled,
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
      if (now().notHeardOf) return deliver(state());
      if (call === 'declines' && money.status === 'pending') money.status = 'aborted';
      if (call === 'works') capture();
      if (call === 'late') money.putOff = 0;
      return deliver(call === 'late' ? { kind: 'unknown', reason: 'timeout' } : state());
    },
    health: () => 'well',
    inquire: async () => {
      if (money.status === 'done') money.cancelled = Math.min(AMOUNT, money.cancelled + now().desk);
      return deliver(state());
    },
    cancel: async ({ amount, idempotencyKey }) => {
      const { call } = now();
      const refuse = (code: string) => deliver<CancelAnswer>({ kind: 'refused', code, message: code });
      if (call === 'fails') return deliver<CancelAnswer>({ kind: 'unknown', reason: '500' });
      if (money.status !== 'done') return refuse('NOT_CANCELABLE_PAYMENT');
      if (call === 'declines' && !done.has(idempotencyKey)) return refuse('REFUND_REJECTED');
      if (!done.has(idempotencyKey)) {
        if (money.cancelled + amount > AMOUNT) return refuse('NOT_CANCELABLE_AMOUNT');
        done.add(idempotencyKey);
        money.cancelled += amount;
        money.byUs += amount;
      }
      return deliver<CancelAnswer>({ kind: 'cancelled', cancelledAmount: money.cancelled });
    },
  };
  /** Time passes: what was put off is carried out within the session, or never. */
  const pass = () => {
    if (money.putOff === null) return;
    money.putOff += 1;
    if (now().carriesOut || money.putOff === SESSION_TURNS) {
      money.putOff = null;
      capture();
    }
  };
  return { gateway, money, pass };
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
  let confirmedTurn: number | null = 0;
  let turn = 0;
  const store: AdvancePorts['store'] = {
    noteConfirmation: async () => {
      confirmedTurn = turn;
      return payment.status === 'in_progress';
    },
    settleApproved: async (_, approvedAt, cancelledAmount = 0) => {
      if (reservation !== 'paying' && !now().seatsFree) {
        refund = {
          id: 'rfd_1',
          jobId: 'job_1',
          paymentId: 'pay_1',
          paymentKey: 'pk',
          orderId: 'res_1',
          amount: AMOUNT,
          givenBackBeforeAmount: 0,
          cancelledInAllAmount: AMOUNT,
          reason: 'late',
          blocked: false,
        };
        return { kind: 'refund_due', refund };
      }
      apply({ type: 'payment.completed', approvedAt });
      if (cancelledAmount > 0) apply({ type: 'payment.refunded', amount: cancelledAmount });
      reservation = 'confirmed';
      return { kind: 'decided', outcome: PAID };
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
    noteElsewhere: async () => undefined,
    noteCancel: async () => true,
    endCancel: async () => undefined,
    blockPayment: async () => {
      throw new Error('the gateway captures what it is asked for');
    },
    blockRefund: async () => {
      if (!refund) throw new Error('no refund is open');
      refund = { ...refund, blocked: true };
      return true;
    },
  };
  return {
    store,
    expire: () => {
      if (reservation === 'paying') reservation = 'expired';
    },
    open: (at: number): OpenPayment => {
      turn = at;
      const payable = refund === null && reservation === 'paying';
      const isLongAgo = confirmedTurn !== null && turn - confirmedTurn > SESSION_TURNS;
      const confirmed = confirmedTurn === null ? 'never' : isLongAgo ? 'long_ago' : 'lately';
      return { payment: { ...payment, paymentKey: 'pk' }, payable, confirmed, refund };
    },
    look: () => ({ payment, reservation, isBlocked: refund?.blocked ?? false }),
  };
}

test('money and seats agree and nothing is charged twice, for every gateway fault and killed process', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(weather, { maxLength: 12 }), async (story) => {
      let current = FAIR;
      const now = () => current;
      const { gateway, money, pass } = makeFickleGateway(now);
      const one = makeOnePayment(now);
      const advance = makeAdvancePayment({ store: one.store, gateway });
      let outcome: Outcome | null = null;
      for (let turn = 0; turn < MAX_TRIES && outcome === null; turn += 1) {
        current = story[turn] ?? FAIR;
        pass();
        if (current.expires && turn > 0) one.expire();
        try {
          outcome = await advance(one.open(turn), turn === 0 ? 'claimed' : 'resumed');
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
        }
        // A session without a confirmation ends at the gateway by itself.
        if (turn === MAX_TRIES / 2 && money.status === 'pending') money.status = 'aborted';
      }
      current = FAIR;
      for (let turn = 0; turn < SESSION_TURNS; turn += 1) pass();
      const { payment, reservation, isBlocked } = one.look();
      const kept = money.captures * AMOUNT - money.cancelled;
      expect(money.captures).toBeLessThanOrEqual(1);
      // A fan who has no ticket and no money back is known to a person, and the gateway is left
      // alone.
      if (outcome === null) {
        expect(isBlocked).toBe(true);
        expect(payment.status).toBe('in_progress');
        expect(kept).toBeGreaterThan(0);
        return;
      }
      if (reservation === 'confirmed') {
        expect(money.byUs).toBe(0);
        expect(money.captures).toBe(1);
        expect(payment.status).toMatch(/^(completed|partially_cancelled)$/);
        return;
      }
      expect(kept).toBe(0);
      expect(payment.status).toMatch(/^(failed|cancelled)$/);
      if (payment.status === 'cancelled') expect(payment.refundedAmount).toBe(AMOUNT);
    }),
    { numRuns: 2_000 },
  );
});
