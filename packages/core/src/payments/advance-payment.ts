import type { Outcome } from '../shared/outcome.ts';
import { type AdvanceRefundPorts, makeAdvanceRefund, type Start } from './advance-refund.ts';
import { answerFor, type GatewayAnswer, type PaymentGateway } from './gateway.ts';
import type { OpenPayment, PaymentStore } from './ports.ts';

export interface AdvancePorts extends AdvanceRefundPorts {
  readonly store: AdvanceRefundPorts['store'] & Pick<PaymentStore, 'settleApproved' | 'settleDeclined'>;
}

/** Takes an open payment as far as the gateway's answers allow. Null: still open, ask again later. */
export type AdvancePayment = (open: OpenPayment, from: Start) => Promise<Outcome | null>;

/** One step of a payment's way: confirm or inquire, then settle. No transaction is open during a call. */
export function makeAdvancePayment(ports: AdvancePorts): AdvancePayment {
  const { store, gateway } = ports;
  const advanceRefund = makeAdvanceRefund(ports);

  return async (open, from) => {
    if (open.refund) return advanceRefund(open.refund, 'resumed');
    const { payment } = open;
    const answer = await askGateway(gateway, open, from);
    switch (answer.kind) {
      case 'pending':
      case 'unknown':
        return null;
      case 'not_found':
        return store.settleDeclined(payment.id, 'NOT_FOUND_PAYMENT');
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

/** Inquires first where the gateway may have been reached before, and confirms only under the payment's own key. */
async function askGateway(gateway: PaymentGateway, open: OpenPayment, from: Start): Promise<GatewayAnswer> {
  const { payment } = open;
  const inquire = async () => answerFor(payment, await gateway.inquire(payment));
  if (from === 'resumed') {
    const known = await inquire();
    const untouched = known.kind === 'pending' || known.kind === 'not_found';
    if (!untouched || !open.payable) return known;
  }
  const answer = answerFor(payment, await gateway.confirm({ ...payment, idempotencyKey: payment.id }));
  if (answer.kind !== 'unknown') return answer;
  const known = await inquire();
  // Right after a call without an answer, "not found" is no proof: the call may still be on its way.
  return known.kind === 'not_found' ? answer : known;
}
