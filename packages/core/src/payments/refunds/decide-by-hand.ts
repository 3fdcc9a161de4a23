import { moveReservation } from '../../holds/model.ts';
import type { AccountId, JobId, NewId } from '../../shared/ids.ts';
import { decideDeclined } from '../decide-settlement.ts';
import type { RefundId } from '../model.ts';
import type { Decision, MoneyChange } from '../money-changes.ts';
import type { LockedPayment, PaymentHistory } from '../money-state.ts';
import { CANCELLED } from './decide-cancellation.ts';
import { endRefund } from './decide-refund.ts';
import { jobOfRefund } from './refund.ts';
import type { HandSettlement, StuckKind, StuckMoneyId } from './stuck-money.ts';

export interface HandState {
  readonly id: StuckMoneyId;
  readonly kind: StuckKind;
  readonly code: string;
  readonly refundId: RefundId | null;
  /** Null if nothing depends on the payment any more. */
  readonly locked: (LockedPayment & { readonly history: PaymentHistory }) | null;
}

/** A person has settled stuck money. The answer names the job that ends with it. */
export function decideByHand(
  state: HandState,
  by: HandSettlement & { readonly accountId: AccountId },
  newId: NewId,
): Decision<JobId | null> {
  const { answer, changes } = settle(state, newId);
  return { answer, changes: [{ kind: 'stuck_closed', id: state.id, by }, ...changes] };
}

function settle({ id, kind, code, refundId, locked }: HandState, newId: NewId): Decision<JobId | null> {
  if (!locked) return NOTHING;
  const { payment, reservation } = locked;
  const history = { ...locked.history, stuck: locked.history.stuck.filter((item) => item.id !== id) };
  switch (kind) {
    case 'refund_refused': {
      const { refund } = history;
      // A worker of an earlier version ends refunds and payments without a look at this list.
      if (refund?.id !== refundId || refund.status !== 'in_progress') return NOTHING;
      const byHandAmount = refund.amount - refund.elsewhereAmount;
      const { changes } = endRefund(
        { ...locked, history, refund },
        { byHandAmount, cancelledAmount: 0 },
        newId,
      );
      return { answer: jobOfRefund(refund, payment), changes };
    }
    case 'refunded_elsewhere': {
      if (reservation?.status !== 'confirmed') return NOTHING;
      const move = moveReservation(reservation, CANCELLED);
      return { answer: null, changes: [{ kind: 'reservation_moved', move } satisfies MoneyChange] };
    }
    case 'payment_unclear': {
      if (payment.status !== 'in_progress') return NOTHING;
      return { answer: payment.jobId, changes: decideDeclined(locked, history, code).changes };
    }
    case 'refunded_twice':
    case 'unknown_capture':
      return NOTHING;
    default:
      return kind satisfies never;
  }
}

const NOTHING: Decision<null> = { answer: null, changes: [] };
