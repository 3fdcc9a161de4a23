import type { RefundSplit } from '@concert-mania/core/catalogue/refund-policy';
import type { Reservation } from '@concert-mania/core/holds/model';
import { LATE_MONEY_REFUNDED } from '@concert-mania/core/notifications/model';
import type { MoneyOutcome } from '@concert-mania/core/payments/commands';
import type { Payment, RefundId } from '@concert-mania/core/payments/model';
import type { PaymentStore } from '@concert-mania/core/payments/ports';
import { cancelled } from '@concert-mania/core/payments/refunds/cancel-reservation';
import type { JobId, NewId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import { rejected } from '@concert-mania/core/shared/outcome';
import type { Database, Queryable } from '../../connection/database.ts';
import { appendEvents } from '../../events/domain-events.ts';
import { applyChange } from '../../reservations/reservation-changes.ts';
import { withholdCancelled } from '../../reservations/returning-seats.ts';
import {
  CANCELLATION_FEES,
  GATEWAY_CLEARING,
  postTransfer,
  SETTLED_BY_HAND,
  type Transfer,
  walletOf,
} from '../ledger/ledger.ts';
import {
  captureOf,
  creditedBy,
  lateCaptureOf,
  pendingCapture,
  pendingRefund,
  resolveParts,
} from '../ledger/pending-transfers.ts';
import { applyPaymentChange, applyPaymentChanges } from '../payments/payment-changes.ts';
import { decide, recordedOutcome } from '../payments/payment-outcomes.ts';
import { type LockedForSettlement, lockForSettlement } from '../payments/settlement-lock.ts';
import { completeRefund, findRefund, type Refund } from './refund-rows.ts';
import { bookElsewhere } from './refunds-elsewhere.ts';
import { closeStuckMoney, openStuckMoney } from './stuck-money-rows.ts';

/**
 * Books money given back: from revenue to where it came from. The fee and the part settled by hand
 * are separate entries.
 */
export async function bookRefund(
  tx: Queryable,
  newId: NewId,
  payment: Payment,
  refund: RefundSplit & { readonly id: RefundId; readonly byHandAmount?: Won },
): Promise<void> {
  const { byHandAmount = 0 } = refund;
  const source = payment.method === 'wallet' ? walletOf(payment.accountId) : GATEWAY_CLEARING;
  const transfer: Transfer = {
    id: newId('trf'),
    reference: refund.id,
    kind: 'refund',
    entries: [
      { account: creditedBy(payment), amount: -(refund.refundAmount + refund.feeAmount) },
      { account: CANCELLATION_FEES, amount: refund.feeAmount },
      { account: source, amount: refund.refundAmount - byHandAmount },
      { account: SETTLED_BY_HAND, amount: byHandAmount },
    ],
  };
  const pending = pendingRefund({ id: refund.id, amount: refund.refundAmount }, creditedBy(payment));
  const isReserved = payment.method === 'gateway' && refund.refundAmount > 0;
  const resolved = isReserved ? resolveParts(pending, 'posted') : [];
  const posted = await postTransfer(tx, transfer, resolved);
  if (!posted.ok) throw new Error(`${refund.id} was not booked: ${posted.error.code}`);
}

/**
 * Ends a reservation that is being cancelled: its seats are back on sale, now or within the time
 * that the concert gives.
 */
export async function finishCancelling(tx: Queryable, reservation: Reservation): Promise<Reservation> {
  const [ended] = await applyChange(tx, [reservation], { type: 'reservation.cancelled' });
  if (!ended) throw new Error(`${reservation.id} vanished during its cancellation`);
  await withholdCancelled(tx, ended);
  return ended;
}

/** A refund in progress under the locks of its payment and reservation. */
interface LockedRefund extends LockedForSettlement {
  readonly refund: Refund;
}

/**
 * Locks an open refund with its payment and reservation. If the refund is settled, answers the
 * locks alone.
 */
export async function lockRefund(tx: Queryable, refundId: RefundId): Promise<LockedRefund> {
  const noted = await findRefund(tx, { id: refundId });
  if (!noted) throw new Error(`refund ${refundId} does not exist`);
  const locked = await lockForSettlement(tx, noted.paymentId);
  // Read again: another process may have settled it before we had the locks.
  const refund = await findRefund(tx, { id: refundId });
  return { ...locked, refund: refund ?? noted };
}

/**
 * The job that a refund ends: that of the cancellation, or of the payment that was captured too
 * late.
 */
export const jobOfRefund = ({ refund, payment }: Pick<LockedRefund, 'refund' | 'payment'>): JobId =>
  refund.command?.jobId ?? payment.jobId;

/**
 * Ends an open refund in the caller's transaction: books it and ends the cancelled reservation and
 * its job. `byHandAmount` did not come from the gateway. Answers the job's outcome.
 */
export async function endRefund(
  tx: Queryable,
  newId: NewId,
  locked: LockedRefund,
  { byHandAmount, cancelledAmount }: { readonly byHandAmount: Won; readonly cancelledAmount: Won },
): Promise<MoneyOutcome> {
  const { refund, payment, reservation, now } = locked;
  const split = { refundAmount: refund.amount, feeAmount: refund.feeAmount };
  await completeRefund(tx, refund.id, byHandAmount);
  if (refund.command === null) {
    // A payment that was reported as declined keeps its outcome, and its reserve stays voided.
    const wasDeclined = payment.status === 'failed';
    const taken = wasDeclined ? 'payment.captured_late' : 'payment.completed';
    await applyPaymentChanges(tx, payment, [
      { type: taken, approvedAt: now },
      { type: 'payment.refunded', amount: refund.amount },
    ]);
    if (wasDeclined) await postTransfer(tx, lateCaptureOf(newId, payment));
    else await postTransfer(tx, captureOf(newId, payment), resolveParts(pendingCapture(payment), 'posted'));
    await bookRefund(tx, newId, payment, { id: refund.id, ...split, byHandAmount });
    const { accountId, reservationId } = payment;
    const payload = { accountId, reservationId, paymentId: payment.id, amount: refund.amount };
    await appendEvents(tx, [{ stream: refund.id, version: 1, type: LATE_MONEY_REFUNDED, payload }]);
    if (wasDeclined) return recordedOutcome(tx, payment.jobId);
    const outcome = rejected({ code: 'hold_expired', reason: 'refunded' });
    return decide(tx, 'payment.pay', locked.command, outcome);
  }
  if (!reservation) throw new Error(`refund ${refund.id} has no reservation`);
  const given = await applyPaymentChange(tx, payment, { type: 'payment.refunded', amount: refund.amount });
  await bookRefund(tx, newId, payment, { id: refund.id, ...split, byHandAmount });
  const ended = await finishCancelling(tx, reservation);
  const { amount, refundedAmount } = await bookElsewhere(
    tx,
    newId,
    { payment: given, reservation: ended },
    cancelledAmount,
  );
  const told = { refundAmount: refundedAmount, feeAmount: amount - refundedAmount };
  return decide(tx, 'reservation.cancel', refund.command, cancelled(ended, told));
}

type RefundVerbs = Pick<
  PaymentStore,
  'settleRefund' | 'noteElsewhere' | 'noteCancel' | 'endCancel' | 'blockRefund'
>;

/** Longer than a gateway takes to carry out a cancel whose answer was lost. */
const CANCEL_LASTS_MINUTES = 10;

/** Settles refunds with the gateway's answers. */
export function makeRefundSettlement(db: Database, newId: NewId): RefundVerbs {
  return {
    settleRefund: (refundId, cancelledAmount = 0) =>
      db.transaction(async (tx): Promise<MoneyOutcome> => {
        const locked = await lockRefund(tx, refundId);
        if (locked.refund.status !== 'in_progress') {
          // It was settled by hand and then given back by the gateway too: this is reported to a
          // person.
          await bookElsewhere(tx, newId, locked, cancelledAmount);
          return recordedOutcome(tx, jobOfRefund(locked));
        }
        await closeStuckMoney(tx, { refundId }, null);
        return endRefund(tx, newId, locked, { byHandAmount: 0, cancelledAmount });
      }),

    noteCancel: async (refundId, cancelledAmount) => {
      const noted = await db.query(
        `update refunds set cancel_at = clock_timestamp(), cancel_base_amount = $2
         where id = $1 and status = 'in_progress' and (cancel_at is null or cancel_base_amount = $2
           or cancel_at <= now() - make_interval(mins => $3)) returning 1`,
        [refundId, cancelledAmount, CANCEL_LASTS_MINUTES],
      );
      return noted.length === 1;
    },

    endCancel: async (refundId) => {
      await db.query('update refunds set cancel_at = null, cancel_base_amount = null where id = $1', [
        refundId,
      ]);
    },

    noteElsewhere: (refundId, elsewhereAmount) =>
      db.transaction(async (tx) => {
        const { refund } = await lockRefund(tx, refundId);
        if (refund.status !== 'in_progress' || refund.elsewhereAmount === elsewhereAmount) return;
        await tx.query('update refunds set elsewhere_amount = $2, updated_at = now() where id = $1', [
          refundId,
          elsewhereAmount,
        ]);
        // Whoever pays the rest by hand is not to pay what the desk gave back since.
        await tx.query(
          `update stuck_money set balance_amount = balance_amount - wanted_amount + $2::bigint, wanted_amount = $2
           where refund_id = $1 and settled_at is null`,
          [refundId, refund.amount - elsewhereAmount],
        );
      }),

    blockRefund: (refundId, refusal) =>
      db.transaction(async (tx) => {
        const { refund, payment } = await lockRefund(tx, refundId);
        if (refund.status !== 'in_progress') return false;
        return openStuckMoney(tx, newId, {
          kind: 'refund_refused',
          paymentId: payment.id,
          refundId,
          wantedAmount: refund.amount - refund.elsewhereAmount,
          ...refusal,
        });
      }),
  };
}
