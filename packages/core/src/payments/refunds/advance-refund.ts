import type { Won } from '../../shared/money.ts';
import type { MoneyOutcome } from '../commands.ts';
import type { PaymentGateway } from '../gateway/gateway.ts';
import type { OpenRefund, PaymentStore, RefundRefusal } from '../ports.ts';

export interface AdvanceRefundPorts {
  readonly store: Pick<
    PaymentStore,
    'settleRefund' | 'noteElsewhere' | 'noteCancel' | 'endCancel' | 'blockRefund'
  >;
  readonly gateway: PaymentGateway;
  /** Called once for each refund that needs a person. */
  readonly onBlocked?: (refund: OpenRefund, refusal: RefundRefusal) => void;
}

/** `resumed`: an earlier try may have reached the gateway. */
export type Start = 'claimed' | 'resumed';

/**
 * Moves a refund forward as far as the gateway's answers allow. Null: still open, ask again later.
 */
export type AdvanceRefund = (refund: OpenRefund, from: Start) => Promise<MoneyOutcome | null>;

/**
 * Gives money back once. First asks what the gateway has refunded already, for any reason, and
 * cancels only the rest. After a refusal that an inquiry confirms, the refund is blocked and only
 * inquired about.
 */
export function makeAdvanceRefund({ store, gateway, onBlocked }: AdvanceRefundPorts): AdvanceRefund {
  return async (refund, from) => {
    const before = await look(gateway, refund);
    if (before === 'unknown') return null;
    const isDone = before.cancelledAmount >= refund.cancelledInAllAmount;
    const elsewhereAmount = Math.min(before.cancelledAmount - refund.givenBackBeforeAmount, refund.amount);
    // After an earlier try the completed refund may be our own; before the first try it is not.
    if (elsewhereAmount > 0 && (from === 'claimed' || !isDone)) {
      await store.noteElsewhere(refund.id, elsewhereAmount);
    }
    if (isDone) return store.settleRefund(refund.id, before.cancelledAmount);
    if (refund.blocked || !(await store.noteCancel(refund.id, before.cancelledAmount))) return null;

    const answer = await gateway.cancel({
      paymentId: refund.paymentId,
      paymentKey: refund.paymentKey,
      amount: Math.min(refund.amount, refund.cancelledInAllAmount - before.cancelledAmount),
      reason: refund.reason,
      idempotencyKey: cancelKey(refund, before.cancelledAmount),
    });
    if (answer.kind === 'cancelled' && answer.cancelledAmount >= refund.cancelledInAllAmount) {
      return store.settleRefund(refund.id, answer.cancelledAmount);
    }
    if (answer.kind === 'refused') await store.endCancel(refund.id);
    const after = await look(gateway, refund);
    if (after === 'unknown') return null;
    if (after.cancelledAmount >= refund.cancelledInAllAmount) {
      return store.settleRefund(refund.id, after.cancelledAmount);
    }
    // If the balance changed or a cancel is pending, the next cancel may succeed.
    const isFinal = answer.kind === 'refused' && after.cancelledAmount === before.cancelledAmount;
    if (!isFinal || after.isPending) return null;
    const refusal = { code: answer.code, message: answer.message, balanceAmount: after.balanceAmount };
    if (await store.blockRefund(refund.id, refusal)) onBlocked?.(refund, refusal);
    return null;
  };
}

/** The same key for every try at the same amount. Refunds made elsewhere change the amount. */
const cancelKey = (refund: OpenRefund, cancelledAmount: Won): string =>
  cancelledAmount === refund.givenBackBeforeAmount ? refund.id : `${refund.id}.${cancelledAmount}`;

interface Seen {
  readonly cancelledAmount: Won;
  /** Null if the gateway has no captured money of the payment. */
  readonly balanceAmount: Won | null;
  readonly isPending: boolean;
}

async function look(gateway: PaymentGateway, refund: OpenRefund): Promise<Seen | 'unknown'> {
  const answer = await gateway.inquire(refund);
  switch (answer.kind) {
    case 'approved':
      return {
        cancelledAmount: answer.cancelledAmount,
        balanceAmount: answer.amount - answer.cancelledAmount,
        isPending: false,
      };
    case 'unknown':
      return 'unknown';
    case 'pending':
    case 'not_found':
    case 'declined':
      return {
        cancelledAmount: refund.givenBackBeforeAmount,
        balanceAmount: null,
        isPending: answer.kind === 'pending',
      };
    default:
      return answer satisfies never;
  }
}
