import { expect, test } from 'vitest';
import { CANCELLED } from '../../jobs/testing/sample-outcomes.ts';
import type { CancelAnswer, GatewayAnswer } from '../gateway/gateway.ts';
import type { OpenRefund } from '../ports.ts';
import { makeAdvanceRefund, type Start } from './advance-refund.ts';

const notFound: GatewayAnswer = { kind: 'not_found', code: 'NOT_FOUND_PAYMENT' };
const PAID = 10_000;
const refund: OpenRefund = {
  id: 'rfd_1',
  jobId: 'job_1',
  paymentId: 'pay_1',
  paymentKey: 'pk_1',
  orderId: 'res_1',
  amount: 7_000,
  givenBackBeforeAmount: 0,
  cancelledInAllAmount: 7_000,
  reason: 'cancelled by the customer',
  blocked: false,
};
const unknown = { kind: 'unknown', reason: 'TimeoutError' } as const;
const refused: CancelAnswer = { kind: 'refused', code: 'NOT_CANCELABLE_PAYMENT', message: 'no' };
const cancelled = (cancelledAmount: number): CancelAnswer => ({ kind: 'cancelled', cancelledAmount });
/** A captured payment with the amount given back so far. */
const given = (cancelledAmount: number): GatewayAnswer => ({
  kind: 'approved',
  paymentKey: 'pk_1',
  orderId: 'res_1',
  amount: PAID,
  cancelledAmount,
  approvedAt: new Date(1),
});

interface Script {
  readonly inquiries: readonly GatewayAnswer[];
  readonly cancels?: readonly CancelAnswer[];
  /** A cancel of another amount may still be carried out. */
  readonly isUnderWay?: boolean;
}

/** Follows a script and tells every call, in order. */
async function advance(open: OpenRefund, from: Start, script: Script): Promise<readonly string[]> {
  const calls: string[] = [];
  const inquiries = [...script.inquiries];
  const cancels = [...(script.cancels ?? [])];
  const taken = <T>(answers: T[]): T => {
    const answer = answers.shift();
    if (!answer) throw new Error(`one call too many after ${calls.join(', ')}`);
    return answer;
  };
  const outcome = await makeAdvanceRefund({
    gateway: {
      health: () => 'well',
      confirm: () => Promise.reject(new Error('a refund confirms nothing')),
      inquire: async () => {
        calls.push('inquire');
        return taken(inquiries);
      },
      cancel: async ({ amount, idempotencyKey, reason }) => {
        calls.push(`cancel ${amount} ${idempotencyKey}`);
        expect(reason).toBe(refund.reason);
        return taken(cancels);
      },
    },
    store: {
      settleRefund: async (_, amount) => {
        calls.push(`settle ${amount}`);
        return CANCELLED;
      },
      noteElsewhere: async (_, amount) => void calls.push(`elsewhere ${amount}`),
      noteCancel: async () => script.isUnderWay !== true,
      endCancel: async () => void calls.push('end'),
      blockRefund: async (_, { code, balanceAmount }) => {
        calls.push(`block ${code} ${balanceAmount}`);
        return true;
      },
    },
    onBlocked: ({ id }) => void calls.push(`blocked ${id}`),
  })(open, from);
  expect(outcome === null).toBe(!calls.some((call) => call.startsWith('settle')));
  return calls;
}

test.each<[string, Start, Script, readonly string[]]>([
  [
    'gives back what is due, once it knows what the gateway holds',
    'claimed',
    { inquiries: [given(0)], cancels: [cancelled(7_000)] },
    ['inquire', 'cancel 7000 rfd_1', 'settle 7000'],
  ],
  [
    'settles what an earlier try gave back, and cancels nothing again',
    'resumed',
    { inquiries: [given(7_000)] },
    ['inquire', 'settle 7000'],
  ],
  [
    'is not done because a cancel was answered, but because the balance says so',
    'claimed',
    { inquiries: [given(0), given(0)], cancels: [cancelled(0)] },
    ['inquire', 'cancel 7000 rfd_1', 'inquire'],
  ],
  [
    'counts what was given back at the desk, and gives back the rest alone',
    'claimed',
    { inquiries: [given(1_000)], cancels: [cancelled(7_000)] },
    ['inquire', 'elsewhere 1000', 'cancel 6000 rfd_1.1000', 'settle 7000'],
  ],
  [
    'gives nothing back where the desk gave more than is due',
    'claimed',
    { inquiries: [given(8_000)] },
    ['inquire', 'elsewhere 7000', 'settle 8000'],
  ],
  [
    'finds out by inquiry what became of a cancel without an answer',
    'resumed',
    { inquiries: [given(0), given(7_000)], cancels: [unknown] },
    ['inquire', 'cancel 7000 rfd_1', 'inquire', 'settle 7000'],
  ],
  [
    'stays open while a cancel has no answer and no effect',
    'resumed',
    { inquiries: [given(0), given(0)], cancels: [unknown] },
    ['inquire', 'cancel 7000 rfd_1', 'inquire'],
  ],
  ['asks for nothing while the gateway is away', 'claimed', { inquiries: [unknown] }, ['inquire']],
  [
    'is left to a person at once when the gateway refuses and an inquiry confirms it',
    'claimed',
    { inquiries: [given(0), given(0)], cancels: [refused] },
    ['inquire', 'cancel 7000 rfd_1', 'end', 'inquire', 'block NOT_CANCELABLE_PAYMENT 10000', 'blocked rfd_1'],
  ],
  [
    'is left to a person when the gateway knows nothing of the payment',
    'resumed',
    { inquiries: [notFound, notFound], cancels: [refused] },
    ['inquire', 'cancel 7000 rfd_1', 'end', 'inquire', 'block NOT_CANCELABLE_PAYMENT null', 'blocked rfd_1'],
  ],
  [
    'takes no refusal for final when the desk gave money back in between',
    'claimed',
    { inquiries: [given(0), given(4_000)], cancels: [refused] },
    ['inquire', 'cancel 7000 rfd_1', 'end', 'inquire'],
  ],
  [
    'takes no refusal as final while the balance at the gateway is unknown',
    'claimed',
    { inquiries: [given(0), unknown], cancels: [refused] },
    ['inquire', 'cancel 7000 rfd_1', 'end', 'inquire'],
  ],
  [
    'waits while a cancel of another amount may still be carried out',
    'resumed',
    { inquiries: [given(1_000)], isUnderWay: true },
    ['inquire', 'elsewhere 1000'],
  ],
])('a refund %s', async (_, from, script, expected) => {
  expect(await advance(refund, from, script)).toEqual(expected);
});

test('never requests a blocked refund again, and ends it when the gateway has given it back', async () => {
  const blocked = { ...refund, blocked: true };
  expect(await advance(blocked, 'resumed', { inquiries: [given(0)] })).toEqual(['inquire']);
  expect(await advance(blocked, 'resumed', { inquiries: [given(7_000)] })).toEqual([
    'inquire',
    'settle 7000',
  ]);
  expect(await advance(blocked, 'resumed', { inquiries: [given(1_000)] })).toEqual([
    'inquire',
    'elsewhere 1000',
  ]);
});

test('requests what is due in addition to earlier refunds of the same payment', async () => {
  const second = { ...refund, amount: 3_000, givenBackBeforeAmount: 7_000, cancelledInAllAmount: PAID };
  expect(await advance(second, 'claimed', { inquiries: [given(7_000)], cancels: [cancelled(PAID)] })).toEqual(
    ['inquire', 'cancel 3000 rfd_1', 'settle 10000'],
  );
});
