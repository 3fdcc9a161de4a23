import { cancelled } from '@concert-mania/core/holds/cancel-reservation';
import type { Reservation } from '@concert-mania/core/holds/model';
import type { Payment, RefundId } from '@concert-mania/core/payments/model';
import type { PaymentStore } from '@concert-mania/core/payments/ports';
import type { RefundSplit } from '@concert-mania/core/payments/refund-policy';
import type { NewId } from '@concert-mania/core/shared/ids';
import { type Outcome, rejected } from '@concert-mania/core/shared/outcome';
import type { Database, Queryable } from './database.ts';
import {
  CANCELLATION_FEES,
  GATEWAY_CLEARING,
  postTransfer,
  REVENUE,
  type Transfer,
  walletOf,
} from './ledger.ts';
import { applyPaymentChange, decide, recordedOutcome } from './payment-rows.ts';
import { lockForSettlement } from './payment-settlement.ts';
import { captureOf, pendingCapture, pendingRefund, resolveParts } from './pending-transfers.ts';
import { completeRefund, findRefund } from './refund-rows.ts';
import { applyChange } from './reservation-changes.ts';

/** Books money given back: out of revenue, to where it came from, with the fee kept apart. */
export async function bookRefund(
  tx: Queryable,
  newId: NewId,
  payment: Payment,
  refund: RefundSplit & { readonly id: RefundId },
): Promise<void> {
  const source = payment.method === 'wallet' ? walletOf(payment.accountId) : GATEWAY_CLEARING;
  const transfer: Transfer = {
    id: newId('trf'),
    reference: refund.id,
    kind: 'refund',
    entries: [
      { account: REVENUE, amount: -(refund.refundAmount + refund.feeAmount) },
      { account: CANCELLATION_FEES, amount: refund.feeAmount },
      { account: source, amount: refund.refundAmount },
    ],
  };
  const pending = pendingRefund({ id: refund.id, amount: refund.refundAmount });
  const resolved = payment.method === 'gateway' ? resolveParts(pending, 'posted') : [];
  const posted = await postTransfer(tx, transfer, resolved);
  if (!posted.ok) throw new Error('a credit never lacks balance');
}

/** Ends a reservation that is being cancelled: its seats are back on sale. */
export async function finishCancelling(tx: Queryable, reservation: Reservation): Promise<Reservation> {
  const [ended] = await applyChange(tx, [reservation], { type: 'reservation.cancelled' });
  if (!ended) throw new Error('a change answers what it changed');
  return ended;
}

/** The verb that ends a refund once the gateway has given the money back. */
export function makeRefundSettlement(db: Database, newId: NewId): Pick<PaymentStore, 'settleRefund'> {
  return {
    settleRefund: (refundId) =>
      db.transaction(async (tx): Promise<Outcome> => {
        const noted = await findRefund(tx, { id: refundId });
        if (!noted) throw new Error(`there is no refund ${refundId}`);
        const { payment, command, reservation, now } = await lockForSettlement(tx, noted.paymentId);
        const refund = await findRefund(tx, { id: refundId });
        if (refund?.status !== 'in_progress') {
          return recordedOutcome(tx, noted.command?.jobId ?? payment.jobId);
        }
        const split = { refundAmount: refund.amount, feeAmount: refund.feeAmount };
        await completeRefund(tx, refundId);
        if (refund.command === null) {
          const taken = await applyPaymentChange(tx, payment, { type: 'payment.completed', approvedAt: now });
          await postTransfer(tx, captureOf(newId, payment), resolveParts(pendingCapture(payment), 'posted'));
          await applyPaymentChange(tx, taken, { type: 'payment.refunded', amount: refund.amount });
          await bookRefund(tx, newId, payment, { id: refundId, ...split });
          return decide(tx, 'payment.pay', command, rejected({ code: 'hold_expired', reason: 'refunded' }));
        }
        if (!reservation) throw new Error(`${refundId} cancels no reservation`);
        await applyPaymentChange(tx, payment, { type: 'payment.refunded', amount: refund.amount });
        await bookRefund(tx, newId, payment, { id: refundId, ...split });
        const ended = await finishCancelling(tx, reservation);
        return decide(tx, 'reservation.cancel', refund.command, cancelled(ended, split));
      }),
  };
}
