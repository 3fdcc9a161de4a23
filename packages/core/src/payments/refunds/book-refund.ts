import type { NewId } from '../../shared/ids.ts';
import type { Won } from '../../shared/money.ts';
import {
  CANCELLATION_FEES,
  creditedBy,
  pendingRefund,
  SETTLED_BY_HAND,
  sourceOf,
  type Transfer,
} from '../ledger.ts';
import type { Payment, RefundId } from '../model.ts';
import type { MoneyChange } from '../money-changes.ts';

/**
 * Books money given back: from where it came in to where it came from. The fee and the part settled
 * by hand are separate entries.
 */
export function bookRefund(
  newId: NewId,
  payment: Payment,
  refund: {
    readonly id: RefundId;
    readonly amount: Won;
    readonly feeAmount: Won;
    readonly byHandAmount: Won;
  },
): readonly MoneyChange[] {
  const { id, amount, feeAmount, byHandAmount } = refund;
  const credited = creditedBy(payment);
  const entries: Transfer['entries'] = [
    { account: credited, amount: -(amount + feeAmount) },
    { account: CANCELLATION_FEES, amount: feeAmount },
    { account: sourceOf(payment), amount: amount - byHandAmount },
    { account: SETTLED_BY_HAND, amount: byHandAmount },
  ];
  const isReserved = payment.method === 'gateway' && amount > 0;
  const pending = pendingRefund({ id, amount }, credited);
  return [
    {
      kind: 'transfer_posted',
      transfer: { id: newId('trf'), reference: id, kind: 'refund', entries },
    },
    ...(isReserved ? [{ kind: 'money_resolved', pending, end: 'posted' } as const] : []),
  ];
}
