import { expect, test } from 'vitest';
import { PAID } from '../jobs/testing/sample-outcomes.ts';
import type { GatewayAnswer } from './gateway/gateway.ts';
import type { OpenPayment } from './ports.ts';
import { makeReconcilePayments } from './reconcile-payments.ts';

const open = (id: string): OpenPayment => ({
  payment: {
    id,
    jobId: `job of ${id}`,
    accountId: 'usr_1',
    purpose: 'top_up',
    reservationId: null,
    method: 'gateway',
    orderId: id,
    paymentKey: id,
    amount: 1_000,
    refundedAmount: 0,
    status: 'in_progress',
    failureCode: null,
    createdAt: new Date(0),
    approvedAt: null,
    version: 1,
  },
  payable: true,
  confirmed: 'lately',
  refund: null,
});
const approved = (id: string): GatewayAnswer => ({
  kind: 'approved',
  paymentKey: id,
  orderId: id,
  amount: 1_000,
  cancelledAmount: 0,
  approvedAt: new Date(1),
});

test('settles what the gateway can tell about, although others stay open or fail', async () => {
  const fault = new Error('connection lost');
  const released: string[] = [];
  const never = () => Promise.reject(new Error('not expected'));
  const reconcile = makeReconcilePayments({
    batchSize: 10,
    times: { leaseMs: 1_000, sessionMs: 1_000 },
    gateway: {
      health: () => 'well',
      inquire: async ({ paymentKey }) =>
        paymentKey === 'open' ? { kind: 'unknown', reason: '503' } : approved(paymentKey),
      confirm: never,
      cancel: never,
    },
    store: {
      takeDuePayments: async () => [open('done'), open('open'), open('faulty')],
      releaseDuePayments: async (ids) => void released.push(...ids),
      takeDueRefunds: async () => [],
      takeDueInquiries: async () => [],
      settleElsewhere: never,
      settleCapture: never,
      endInquiry: never,
      noteElsewhere: never,
      noteCancel: async () => true,
      endCancel: never,
      blockPayment: never,
      blockRefund: never,
      noteConfirmation: never,
      settleApproved: async (id) => {
        if (id === 'faulty') throw fault;
        return { kind: 'decided', outcome: PAID };
      },
      settleDeclined: never,
      settleRefund: never,
    },
  });
  expect(await reconcile()).toEqual({
    settled: ['job of done'],
    open: 1,
    full: false,
    unknownCaptures: 0,
    health: 'well',
    faults: [fault],
  });
  expect(released).toEqual(['open', 'faulty']);
});

test.each([
  ['away', []],
  ['doubtful', [1, 1, 1]],
  ['well', [10, 10, 10]],
] as const)('takes as many as make sense while the gateway is %s', async (health, limits) => {
  const taken: number[] = [];
  const take = async (limit: number) => {
    taken.push(limit);
    return [];
  };
  const never = () => Promise.reject(new Error('not expected'));
  const reconcile = makeReconcilePayments({
    batchSize: 10,
    times: { leaseMs: 1_000, sessionMs: 1_000 },
    gateway: { health: () => health, inquire: never, confirm: never, cancel: never },
    store: {
      takeDuePayments: take,
      releaseDuePayments: never,
      takeDueRefunds: take,
      takeDueInquiries: take,
      settleElsewhere: never,
      settleCapture: never,
      endInquiry: never,
      noteElsewhere: never,
      noteCancel: async () => true,
      endCancel: never,
      blockPayment: never,
      blockRefund: never,
      noteConfirmation: never,
      settleApproved: never,
      settleDeclined: never,
      settleRefund: never,
    },
  });
  expect(await reconcile()).toMatchObject({ settled: [], health });
  expect(taken).toEqual(limits);
});
