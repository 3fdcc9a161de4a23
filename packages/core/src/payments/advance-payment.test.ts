import { expect, test } from 'vitest';
import { PAID } from '../jobs/testing/sample-outcomes.ts';
import { rejected } from '../shared/outcome.ts';
import { makeAdvancePayment } from './advance-payment.ts';
import type { CancelAnswer, GatewayAnswer } from './gateway/gateway.ts';
import type { OpenPayment, OpenRefund, Settlement } from './ports.ts';

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
  confirmed: 'lately',
  refund: null,
};
const refund: OpenRefund = {
  id: 'rfd_1',
  jobId: 'job_1',
  paymentId: 'pay_1',
  paymentKey: 'pk_1',
  orderId: 'res_1',
  amount: 100_000,
  givenBackBeforeAmount: 0,
  cancelledInAllAmount: 100_000,
  reason: 'late',
  blocked: false,
};
const approved: GatewayAnswer = {
  kind: 'approved',
  paymentKey: 'pk_1',
  orderId: 'res_1',
  amount: 100_000,
  cancelledAmount: 0,
  approvedAt: new Date(1),
};
const givenBack: GatewayAnswer = { ...approved, cancelledAmount: 100_000 };
const GIVEN_BACK: CancelAnswer = { kind: 'cancelled', cancelledAmount: 100_000 };
const unknown = { kind: 'unknown', reason: 'TimeoutError' } as const;
const pending: GatewayAnswer = { kind: 'pending', paymentKey: 'pk_1', orderId: 'res_1', amount: 100_000 };
const notFound: GatewayAnswer = { kind: 'not_found', code: 'NOT_FOUND_PAYMENT' };
const declined: GatewayAnswer = { kind: 'declined', code: 'REJECT' };
const DECLINED = rejected({ code: 'payment_declined' });
const REFUNDED = rejected({ code: 'hold_expired' });

interface Script {
  readonly confirms?: readonly GatewayAnswer[];
  readonly inquiries?: readonly GatewayAnswer[];
  readonly cancels?: readonly CancelAnswer[];
  readonly settlement?: Settlement;
  /** Somebody else has ended the payment since it was taken. */
  readonly ended?: boolean;
}

function next<T>(answers: readonly T[], calls: readonly string[], operation: string): T {
  const answer = answers[calls.filter((call) => call.startsWith(operation)).length - 1];
  if (!answer) throw new Error(`${operation} was not expected`);
  return answer;
}

function scripted(script: Script) {
  const calls: string[] = [];
  const ports = {
    gateway: {
      confirm: async ({ idempotencyKey, amount }: { idempotencyKey: string; amount: number }) => {
        calls.push(`confirm ${idempotencyKey} ${amount}`);
        return next(script.confirms ?? [], calls, 'confirm');
      },
      health: () => 'well' as const,
      inquire: async () => {
        calls.push('inquire');
        return next(script.inquiries ?? [], calls, 'inquire');
      },
      cancel: async ({ idempotencyKey, amount }: { idempotencyKey: string; amount: number }) => {
        calls.push(`cancel ${idempotencyKey} ${amount}`);
        return next(script.cancels ?? [], calls, 'cancel');
      },
    },
    store: {
      noteConfirmation: async () => {
        calls.push('note');
        return script.ended !== true;
      },
      settleApproved: async () => {
        calls.push('settle approved');
        return script.settlement ?? ({ kind: 'decided', outcome: PAID } as const);
      },
      blockPayment: async (_: string, { balanceAmount }: { balanceAmount: number }) => {
        calls.push(`block ${balanceAmount}`);
      },
      settleDeclined: async (_: string, code: string) => {
        calls.push(`settle declined ${code}`);
        return DECLINED;
      },
      settleRefund: async () => {
        calls.push('settle refund');
        return REFUNDED;
      },
      noteCancel: async () => true,
      endCancel: async () => undefined,
      noteElsewhere: async () => {
        throw new Error('nothing went back elsewhere');
      },
      blockRefund: async () => {
        throw new Error('no refund is refused');
      },
    },
  };
  return { calls, ports };
}

const CONFIRM = 'confirm pay_1 100000';
const CANCEL = 'cancel rfd_1 100000';

test.each<[string, 'claimed' | 'resumed', Script, readonly string[]]>([
  ['confirms with the server’s amount', 'claimed', { confirms: [approved] }, [CONFIRM, 'settle approved']],
  ['settles a decline', 'claimed', { confirms: [declined] }, [CONFIRM, 'settle declined REJECT']],
  [
    'inquires when a confirmation got no answer, and confirms no second time',
    'claimed',
    { confirms: [unknown], inquiries: [approved] },
    [CONFIRM, 'inquire', 'settle approved'],
  ],
  [
    'believes the inquiry that the money was refused',
    'claimed',
    { confirms: [unknown], inquiries: [declined] },
    [CONFIRM, 'inquire', 'settle declined REJECT'],
  ],
  [
    'leaves a payment open that is pending after a lost answer',
    'claimed',
    { confirms: [unknown], inquiries: [pending] },
    [CONFIRM, 'inquire'],
  ],
  [
    'does not take "not found" right after a lost answer for a refusal',
    'claimed',
    { confirms: [unknown], inquiries: [notFound] },
    [CONFIRM, 'inquire'],
  ],
  [
    'leaves a payment open while the gateway is away',
    'claimed',
    { confirms: [unknown], inquiries: [unknown] },
    [CONFIRM, 'inquire'],
  ],
  [
    'inquires first when it may have been at the gateway before',
    'resumed',
    { inquiries: [approved] },
    ['inquire', 'settle approved'],
  ],
  ['asks no more of a gateway that is away', 'resumed', { inquiries: [unknown] }, ['inquire']],
  [
    'confirms what the gateway has not captured, under the same key',
    'resumed',
    { inquiries: [pending], confirms: [approved] },
    ['inquire', 'note', CONFIRM, 'settle approved'],
  ],
  [
    'declines a payment key that the gateway has never heard of',
    'claimed',
    { confirms: [notFound] },
    [CONFIRM, 'settle declined NOT_FOUND_PAYMENT'],
  ],
  [
    'does not take "not found" for a refusal while an earlier confirmation may be carried out',
    'resumed',
    { inquiries: [notFound] },
    ['inquire'],
  ],
  [
    'declines at once what waits at the gateway for another order',
    'claimed',
    { confirms: [unknown], inquiries: [{ ...pending, orderId: 'res_2' }] },
    [CONFIRM, 'inquire', 'settle declined ORDER_MISMATCH'],
  ],
  [
    'declines at once what waits at the gateway with another amount',
    'claimed',
    { confirms: [unknown], inquiries: [{ ...pending, amount: 1 }] },
    [CONFIRM, 'inquire', 'settle declined AMOUNT_MISMATCH'],
  ],
  [
    'takes no money for another order',
    'claimed',
    { confirms: [{ ...approved, orderId: 'res_2' }] },
    [CONFIRM, 'settle declined ORDER_MISMATCH'],
  ],
  [
    'leaves a payment to a person if another amount was captured',
    'resumed',
    { inquiries: [{ ...approved, amount: 1 }] },
    ['inquire', 'block 1'],
  ],
  [
    'ends without money what was captured with another amount and given back at the gateway',
    'resumed',
    { inquiries: [{ ...givenBack, amount: 1, cancelledAmount: 1 }] },
    ['inquire', 'settle declined AMOUNT_MISMATCH'],
  ],
  [
    'ends without money what was captured and given back at the gateway',
    'resumed',
    { inquiries: [givenBack] },
    ['inquire', 'settle declined CANCELED'],
  ],
  [
    'gives late money back once',
    'claimed',
    {
      confirms: [approved],
      settlement: { kind: 'refund_due', refund },
      inquiries: [approved],
      cancels: [GIVEN_BACK],
    },
    [CONFIRM, 'settle approved', 'inquire', CANCEL, 'settle refund'],
  ],
])('%s', async (_, from, script, expected) => {
  const { calls, ports } = scripted(script);
  const outcome = await makeAdvancePayment(ports)(open, from);
  expect(calls).toEqual(expected);
  expect(outcome === null).toBe(!expected.some((call) => call.startsWith('settle')));
});

test('confirms nothing that can no longer be had', async () => {
  const { calls, ports } = scripted({ inquiries: [pending] });
  expect(await makeAdvancePayment(ports)({ ...open, payable: false }, 'resumed')).toBeNull();
  expect(calls).toEqual(['inquire']);
});

test.each<[string, Partial<OpenPayment>, Script, readonly string[]]>([
  [
    'takes "not found" for proof once the session of the last confirmation is over',
    { payable: false, confirmed: 'long_ago' },
    { inquiries: [notFound] },
    ['inquire', 'settle declined NOT_FOUND_PAYMENT'],
  ],
  [
    'goes on asking while a confirmation may still be carried out',
    { payable: false, confirmed: 'lately' },
    { inquiries: [notFound] },
    ['inquire'],
  ],
  [
    'makes the first call for a payment that waited for a slot',
    { confirmed: 'never' },
    { confirms: [approved] },
    ['note', CONFIRM, 'settle approved'],
  ],
  [
    'asks for no money of a payment that somebody else has ended since it was taken',
    { confirmed: 'never' },
    { ended: true, confirms: [approved] },
    ['note'],
  ],
  [
    'takes no money for a payment whose seats went while it waited for a slot',
    { payable: false, confirmed: 'never' },
    { inquiries: [pending] },
    ['inquire', 'settle declined NEVER_SENT'],
  ],
])('%s', async (_, more, script, expected) => {
  const { calls, ports } = scripted(script);
  await makeAdvancePayment(ports)({ ...open, ...more }, 'resumed');
  expect(calls).toEqual(expected);
});

test('settles only the refund while late money is being given back', async () => {
  const { calls, ports } = scripted({ inquiries: [approved], cancels: [GIVEN_BACK] });
  expect(await makeAdvancePayment(ports)({ ...open, payable: false, refund }, 'resumed')).toEqual(REFUNDED);
  expect(calls).toEqual(['inquire', CANCEL, 'settle refund']);
});
