import {
  type RefundPolicy,
  type RefundSplit,
  splitRefund,
} from '@concert-mania/core/catalogue/refund-policy';
import type { Reservation } from '@concert-mania/core/holds/model';
import type { Payment } from '@concert-mania/core/payments/model';
import {
  type CancellationStore,
  cancelled,
  decideCancellation,
} from '@concert-mania/core/payments/refunds/cancel-reservation';
import type { CommandReference } from '@concert-mania/core/shared/command';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Database, Queryable } from '../../connection/database.ts';
import { applyChange, lockReservation } from '../../reservations/reservation-changes.ts';
import { applyPaymentChange } from '../payments/payment-changes.ts';
import { decide, findDecision } from '../payments/payment-outcomes.ts';
import { PAYMENT_COLUMNS, type PaymentRow, toPayment } from '../payments/payment-rows.ts';
import { BY_CUSTOMER, findRefund, insertRefund, type NewRefund, toOpenRefund } from './refund-rows.ts';
import { bookRefund, finishCancelling } from './refund-settlement.ts';
import { closeStuckMoney } from './stuck-money-rows.ts';

const TYPE = 'reservation.cancel';

/** Decides cancellations. Locks are taken in the order reservation, payment, seats, wallet. */
export function makeCancellationStore(db: Database, newId: NewId): CancellationStore {
  return {
    claimCancellation: (command, terms) =>
      db.transaction(async (tx) => {
        const locked = await lockReservation(tx, command.payload.reservationId);
        const earlier = await findDecision(tx, command);
        if (earlier) return { kind: 'decided', outcome: earlier };
        const open = await findRefund(tx, { jobId: command.jobId });
        if (open) {
          const payment = await lockLivePayment(tx, command.payload.reservationId);
          if (!payment) throw new Error(`${open.id} gives back no payment`);
          return { kind: 'resumed', refund: toOpenRefund(open, payment) };
        }
        const reservation = locked?.reservation ?? null;
        const payment = await lockLivePayment(tx, command.payload.reservationId);
        const question = reservation && payment ? await readTerms(tx, reservation) : null;
        const now = locked?.now ?? command.acceptedAt;
        const decision = decideCancellation(reservation, command.accountId, now, () =>
          question && payment && reservation
            ? splitRefund({ ...question, amount: payment.amount, bookedAt: reservation.createdAt, now })
            : null,
        );
        if (decision.kind === 'refused') {
          return { kind: 'decided', outcome: await decide(tx, TYPE, command, decision.outcome) };
        }
        if (!reservation) throw new Error(`${command.jobId} was accepted for a missing reservation`);
        if (decision.kind === 'release') {
          const [released] = await applyChange(tx, [reservation], { type: 'reservation.released' });
          if (!released) throw new Error(`${reservation.id} vanished during its release`);
          const outcome = cancelled(released, { refundAmount: 0, feeAmount: 0 });
          return { kind: 'decided', outcome: await decide(tx, TYPE, command, outcome) };
        }
        if (!payment) throw new Error(`${reservation.id} is confirmed and has no payment`);
        const reason = command.payload.reason?.trim() || BY_CUSTOMER;
        const refund = newRefund(newId, payment, command, stillToRefund(payment, decision), reason);
        // What cost nothing leaves nothing to be given back.
        if (payment.amount > 0) await insertRefund(tx, refund, terms.checkAfterMs);
        await closeStuckMoney(tx, { kind: 'refunded_elsewhere', paymentId: payment.id }, null);
        const [cancelling] = await applyChange(tx, [reservation], { type: 'reservation.cancelling' });
        if (!cancelling) throw new Error(`${reservation.id} vanished during its cancellation`);
        if (refund.status === 'in_progress') {
          return { kind: 'claimed', refund: toOpenRefund(refund, payment) };
        }
        const given =
          refund.amount > 0 || payment.amount === 0
            ? await applyPaymentChange(tx, payment, { type: 'payment.refunded', amount: refund.amount })
            : payment;
        const ended = await finishCancelling(tx, cancelling);
        const { amount: refundAmount, feeAmount } = refund;
        await bookRefund(tx, newId, payment, { id: refund.id, refundAmount, feeAmount });
        const outcome = cancelled(ended, { refundAmount: given.refundedAmount, feeAmount });
        return { kind: 'decided', outcome: await decide(tx, TYPE, command, outcome) };
      }),
  };
}

const newRefund = (
  newId: NewId,
  payment: Payment,
  command: CommandReference,
  split: RefundSplit,
  reason: string,
): NewRefund => ({
  id: newId('rfd'),
  paymentId: payment.id,
  command,
  amount: split.refundAmount,
  feeAmount: split.feeAmount,
  reason,
  status: payment.method === 'gateway' && split.refundAmount > 0 ? 'in_progress' : 'completed',
});

/**
 * The part of a split that is still due. What the gateway gave back before counts; any excess
 * reduces the fee.
 */
function stillToRefund(payment: Payment, { refundAmount }: RefundSplit): RefundSplit {
  const givenBack = Math.max(refundAmount, payment.refundedAmount);
  return { refundAmount: givenBack - payment.refundedAmount, feeAmount: payment.amount - givenBack };
}

async function lockLivePayment(tx: Queryable, reservationId: string): Promise<Payment | null> {
  const [row] = await tx.query<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payments
     where reservation_id = $1 and (status in ('completed', 'partially_cancelled') or (status = 'cancelled'
       and exists (select from stuck_money s where s.payment_id = payments.id and s.kind = 'refunded_elsewhere'
         and s.settled_at is null))) for update`,
    [reservationId],
  );
  return row ? toPayment(row) : null;
}

async function readTerms(
  tx: Queryable,
  reservation: Reservation,
): Promise<{ readonly policy: RefundPolicy; readonly startsAt: Date } | null> {
  const [row] = await tx.query<{ refund_policy: RefundPolicy; starts_at: Date }>(
    `select c.refund_policy, p.starts_at from performances p join concerts c on c.id = p.concert_id where p.id = $1`,
    [reservation.performanceId],
  );
  return row ? { policy: row.refund_policy, startsAt: row.starts_at } : null;
}
