import type { MoneyOutcome } from './commands.ts';
import { answerFor, type GatewayAnswer, type PaymentAnswer } from './gateway/gateway.ts';
import type { GatewayPlace, OpenPayment, PaymentStore } from './ports.ts';
import { type AdvanceRefundPorts, makeAdvanceRefund, type Start } from './refunds/advance-refund.ts';

export interface AdvancePorts extends AdvanceRefundPorts {
  readonly store: AdvanceRefundPorts['store'] &
    Pick<PaymentStore, 'noteConfirmation' | 'blockPayment' | 'settleApproved' | 'settleDeclined'>;
}

/** The payment was never sent to the gateway: its seats were gone when its turn came. */
export const NEVER_SENT = 'NEVER_SENT';

/** Makes the calls at once, or when a slot is free. Null if no slot is free in time. */
type InTurn = GatewayPlace['call'];

/** Takes an open payment as far as the gateway's answers allow. Null: still open. */
export type AdvancePayment = (
  open: OpenPayment,
  from: Start,
  inTurn?: InTurn,
) => Promise<MoneyOutcome | null>;

/** Confirms or inquires, then settles. No transaction is open during a call to the gateway. */
export function makeAdvancePayment(ports: AdvancePorts): AdvancePayment {
  const { store } = ports;
  const advanceRefund = makeAdvanceRefund(ports);

  return async (open, from, inTurn = atOnce) => {
    if (open.refund) return advanceRefund(open.refund, 'resumed');
    const { payment } = open;
    const answer = await inTurn(() => askGateway(ports, open, from));
    switch (answer?.kind) {
      case undefined:
      case 'pending':
      case 'unknown':
        return null;
      case 'other_amount':
        await store.blockPayment(payment.id, answer);
        return null;
      case 'not_found':
      case 'declined':
        return store.settleDeclined(payment.id, answer.code);
      case 'approved': {
        // Taken and given back at the gateway's own desk: no money of ours, no ticket.
        if (answer.cancelledAmount === answer.amount) return store.settleDeclined(payment.id, 'CANCELED');
        const settlement = await store.settleApproved(payment.id, answer.approvedAt, answer.cancelledAmount);
        if (settlement.kind === 'decided') return settlement.outcome;
        return advanceRefund(settlement.refund, 'claimed');
      }
      default:
        return answer satisfies never;
    }
  };
}

const atOnce: InTurn = (calls) => calls();

/**
 * Inquires first if the gateway may have received an earlier confirmation, and confirms only with
 * the payment's own key. Answers `not_found` only if no earlier confirmation can still be under
 * way.
 */
async function askGateway(
  { gateway, store }: AdvancePorts,
  open: OpenPayment,
  from: Start,
): Promise<PaymentAnswer> {
  const { payment } = open;
  const neverSent = from === 'claimed' || open.confirmed === 'never';
  const isProof = neverSent || open.confirmed === 'long_ago';
  const inquire = async () =>
    answerFor(payment, await gateway.inquire({ ...payment, paymentId: payment.id }));
  if (!neverSent || !open.payable) {
    const known = await inquire();
    if (known.kind !== 'pending' && known.kind !== 'not_found') return known;
    if (neverSent) return { kind: 'declined', code: NEVER_SENT };
    if (known.kind === 'not_found') return isProof ? known : UNPROVEN;
    if (!open.payable) return known;
  }
  if (from === 'resumed' && !(await store.noteConfirmation(payment.id))) return ENDED;
  const answer = answerFor(
    payment,
    await gateway.confirm({ ...payment, paymentId: payment.id, idempotencyKey: payment.id }),
  );
  if (answer.kind === 'not_found') return isProof ? answer : UNPROVEN;
  if (answer.kind !== 'unknown') return answer;
  const known = await inquire();
  return known.kind === 'not_found' ? UNPROVEN : known;
}

const UNPROVEN: GatewayAnswer = { kind: 'unknown', reason: 'a confirmation may still be under way' };
const ENDED: GatewayAnswer = { kind: 'unknown', reason: 'somebody else ended the payment meanwhile' };
