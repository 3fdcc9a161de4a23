import { expect, test } from 'vitest';
import { PAID, PAID_FROM_WALLET, TOPPED_UP } from '../jobs/testing/sample-outcomes.ts';
import { rejected } from '../shared/outcome.ts';
import type { MoneyOutcome } from './commands.ts';
import type { GatewayAnswer, GatewayHealth } from './gateway/gateway.ts';
import { makeGatewaySlots } from './gateway/gateway-slots.ts';
import { makePayReservation } from './pay-reservation.ts';
import { type Claim, type ClaimTerms, GatewayAway, type OpenPayment, PaymentUnsettled } from './ports.ts';
import { makeTopUpWallet } from './top-up-wallet.ts';

const open: OpenPayment = {
  payment: {
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
    createdAt: new Date(0),
    approvedAt: null,
    version: 1,
  },
  payable: true,
  confirmed: 'never',
  refund: null,
};
const approved: GatewayAnswer = {
  kind: 'approved',
  paymentKey: 'pk_1',
  orderId: 'res_1',
  amount: 100_000,
  cancelledAmount: 0,
  approvedAt: new Date(1),
};
const command = { jobId: 'job_1', accountId: 'usr_1', fingerprint: 'f', acceptedAt: new Date(0) };
const byGateway = {
  ...command,
  payload: { method: 'gateway', reservationId: 'res_1', paymentKey: 'pk_1', amount: 100_000 } as const,
};
const REFUSED = rejected({ code: 'amount_mismatch' });

function makePorts(
  claim: Claim<MoneyOutcome>,
  answer: GatewayAnswer,
  health: GatewayHealth = 'well',
  earlier: Claim<MoneyOutcome> | null = null,
  places = 1,
) {
  const calls: string[] = [];
  const claims: ClaimTerms[] = [];
  const claimWith = async (_: unknown, terms: ClaimTerms) => {
    calls.push('claim');
    claims.push(terms);
    return claim;
  };
  const say =
    <T>(name: string, value: T) =>
    async () => {
      calls.push(name);
      return value;
    };
  const ports = {
    terms: { payingMs: 10, queuedMs: 100, checkAfterMs: 10 },
    slots: makeGatewaySlots(places),
    gateway: {
      health: () => health,
      confirm: say('confirm', answer),
      inquire: say('inquire', answer),
      cancel: say('cancel', { kind: 'cancelled', cancelledAmount: 100_000 } as const),
    },
    store: {
      findClaim: say('find', earlier),
      claimReservation: claimWith,
      claimTopUp: claimWith,
      noteConfirmation: say('note', true),
      releaseDuePayments: say('release', undefined),
      payFromWallet: say('wallet', PAID_FROM_WALLET),
      settleApproved: say('settle', { kind: 'decided', outcome: PAID } as const),
      settleDeclined: say('decline', rejected({ code: 'payment_declined' })),
      settleRefund: say('refund', PAID),
      noteElsewhere: say('elsewhere', undefined),
      noteCancel: say('cancelling', true),
      endCancel: say('refused', undefined),
      blockPayment: say('block payment', undefined),
      blockRefund: say('block', true),
    },
  };
  return { calls, claims, ports };
}

test('pays from the wallet without a word to the gateway', async () => {
  const { calls, ports } = makePorts({ kind: 'decided', outcome: REFUSED }, approved);
  const payload = { method: 'wallet', reservationId: 'res_1' } as const;
  expect(await makePayReservation(ports)({ ...command, payload })).toEqual(PAID_FROM_WALLET);
  expect(calls).toEqual(['wallet']);
});

test('calls no gateway for a command that is refused or was decided before', async () => {
  const { calls, ports } = makePorts({ kind: 'decided', outcome: REFUSED }, approved);
  expect(await makePayReservation(ports)(byGateway)).toEqual(REFUSED);
  expect(calls).toEqual(['claim']);
});

test('claims, confirms and settles, in this order', async () => {
  const { calls, ports } = makePorts({ kind: 'claimed', open }, approved);
  expect(await makePayReservation(ports)(byGateway)).toEqual(PAID);
  expect(calls).toEqual(['claim', 'confirm', 'settle']);
});

test('leaves a payment that was begun earlier to the reconciler', async () => {
  const { calls, ports } = makePorts({ kind: 'resumed', paymentId: 'pay_1' }, approved);
  await expect(makePayReservation(ports)(byGateway)).rejects.toBeInstanceOf(PaymentUnsettled);
  expect(calls).toEqual(['claim']);
});

test('claims at once while all slots are taken, keeps the seats longer, and leaves the call to the reconciler', async () => {
  const { calls, claims, ports } = makePorts({ kind: 'claimed', open }, approved, 'well', null, 0);
  await expect(makePayReservation(ports)(byGateway)).rejects.toBeInstanceOf(PaymentUnsettled);
  const payload = { amount: 100_000, orderId: 'order-1', paymentKey: 'pk_1' };
  await expect(makeTopUpWallet(ports)({ ...command, payload })).rejects.toBeInstanceOf(PaymentUnsettled);
  expect(calls).toEqual(['claim', 'claim']);
  expect(claims[0]).toEqual({ sent: false, payingMs: 100, checkAfterMs: 0 });
});

test('leaves its place in line after every outcome of the payment', async () => {
  const pay = async (claim: Claim<MoneyOutcome>, answer: GatewayAnswer) => {
    const { ports } = makePorts(claim, answer);
    const end = await makePayReservation(ports)(byGateway).catch((error: unknown) => error);
    expect(ports.slots.tryEnter(), String(end)).not.toBeNull();
  };
  await pay({ kind: 'claimed', open }, approved);
  await pay({ kind: 'claimed', open }, { kind: 'unknown', reason: 'TimeoutError' });
  await pay({ kind: 'decided', outcome: REFUSED }, approved);
  await pay({ kind: 'resumed', paymentId: 'pay_1' }, approved);
});

test('asks to be tried again, and reports no failure, while the outcome is unknown', async () => {
  const { calls, ports } = makePorts({ kind: 'claimed', open }, { kind: 'unknown', reason: 'TimeoutError' });
  await expect(makePayReservation(ports)(byGateway)).rejects.toBeInstanceOf(PaymentUnsettled);
  expect(calls).toEqual(['claim', 'confirm', 'inquire', 'release']);
});

test('tops up the same way', async () => {
  const { calls, ports } = makePorts({ kind: 'claimed', open }, approved);
  const payload = { amount: 100_000, orderId: 'order-1', paymentKey: 'pk_1' };
  const settleApproved = async () => ({ kind: 'decided', outcome: TOPPED_UP }) as const;
  const store = { ...ports.store, settleApproved };
  expect(await makeTopUpWallet({ ...ports, store })({ ...command, payload })).toEqual(TOPPED_UP);
  expect(calls).toEqual(['claim', 'confirm']);
});

test("gives no command another command's result", async () => {
  const { ports } = makePorts({ kind: 'decided', outcome: TOPPED_UP }, approved);
  await expect(makePayReservation(ports)(byGateway)).rejects.toThrow(
    'job_1 was decided with the result of another',
  );
});

test('touches no hold while the gateway is away, and says that it waits', async () => {
  const { calls, ports } = makePorts({ kind: 'claimed', open }, approved, 'away');
  await expect(makePayReservation(ports)(byGateway)).rejects.toBeInstanceOf(GatewayAway);
  const payload = { amount: 100_000, orderId: 'order-1', paymentKey: 'pk_1' };
  await expect(makeTopUpWallet(ports)({ ...command, payload })).rejects.toBeInstanceOf(GatewayAway);
  expect(calls).toEqual(['find', 'find']);
});

test('answers what was decided, and pays from the wallet, though the gateway is away', async () => {
  const { calls, ports } = makePorts({ kind: 'claimed', open }, approved, 'away', {
    kind: 'decided',
    outcome: PAID,
  });
  expect(await makePayReservation(ports)(byGateway)).toEqual(PAID);
  const payload = { method: 'wallet', reservationId: 'res_1' } as const;
  expect(await makePayReservation(ports)({ ...command, payload })).toEqual(PAID_FROM_WALLET);
  expect(calls).toEqual(['find', 'wallet']);
});

test('tries again with a gateway that may be back', async () => {
  const { calls, ports } = makePorts({ kind: 'claimed', open }, approved, 'doubtful');
  expect(await makePayReservation(ports)(byGateway)).toEqual(PAID);
  expect(calls).toEqual(['claim', 'confirm', 'settle']);
});
