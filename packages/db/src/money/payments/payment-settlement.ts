import type { Reservation } from '@concert-mania/core/holds/model';
import type { MoneyOutcome } from '@concert-mania/core/payments/commands';
import { declined, onApproved, onDeclined } from '@concert-mania/core/payments/decide-payment';
import { AMOUNT_MISMATCH } from '@concert-mania/core/payments/gateway/gateway';
import type { PaymentStore, Settlement } from '@concert-mania/core/payments/ports';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Database, Queryable } from '../../connection/database.ts';
import { writeTogether } from '../../connection/write-together.ts';
import { eventsPart } from '../../events/domain-events.ts';
import { planChanges } from '../../reservations/reservation-changes.ts';
import { retakeSeats } from '../../reservations/reservation-seats.ts';
import { pendingCapture, resolveParts } from '../ledger/pending-transfers.ts';
import { findRefund, insertRefund, lateRefund, toOpenRefund } from '../refunds/refund-rows.ts';
import { closeStuckMoney, openStuckMoney } from '../refunds/stuck-money-rows.ts';
import { confirmReservation, creditTopUp } from './payment-captures.ts';
import { planPaymentChange } from './payment-changes.ts';
import { outcomePart, recordedOutcome } from './payment-outcomes.ts';
import type { LockedPayment } from './payment-rows.ts';
import { type LockedForSettlement, lockForSettlement } from './settlement-lock.ts';

/** The verbs that end a gateway payment once the gateway has said what became of the money. */
export function makePaymentSettlement(
  db: Database,
  newId: NewId,
): Pick<PaymentStore, 'settleApproved' | 'settleDeclined' | 'blockPayment'> {
  return {
    settleApproved: (paymentId, approvedAt, cancelledAmount = 0) =>
      db.transaction(async (tx) => {
        const locked = await lockForSettlement(tx, paymentId);
        const { payment, reservation } = locked;
        if (payment.status !== 'in_progress') return recorded(tx, locked);
        const capture = { approvedAt, cancelledAmount };
        if (reservation === null) return decided(await creditTopUp(tx, newId, locked, capture));
        // Money on its way back: noted for a reservation that had ended, and that never came to be paid for again.
        const refund = reservation.status === 'paying' ? null : await findRefund(tx, { openOf: payment.id });
        if (refund) return { kind: 'refund_due', refund: toOpenRefund(refund, payment) };
        if (!(await ownSeats(tx, reservation))) return refundInFull(tx, newId, locked);
        return decided(await confirmReservation(tx, newId, { ...locked, reservation }, capture));
      }),

    settleDeclined: (paymentId, failureCode) =>
      db.transaction(async (tx) => {
        const locked = await lockForSettlement(tx, paymentId);
        if (locked.payment.status !== 'in_progress') return recordedOutcome(tx, locked.payment.jobId);
        return endWithoutMoney(tx, locked, failureCode);
      }),

    blockPayment: (paymentId, { capturedAmount, balanceAmount }) =>
      db.transaction(async (tx) => {
        const { payment } = await lockForSettlement(tx, paymentId);
        if (payment.status !== 'in_progress') return;
        await openStuckMoney(tx, newId, {
          kind: 'payment_unclear',
          paymentId,
          wantedAmount: balanceAmount,
          balanceAmount,
          code: AMOUNT_MISMATCH,
          message: `The gateway captured ${capturedAmount} won where ${payment.amount} were asked for.`,
        });
      }),
  };
}

/**
 * Ends a payment in progress that captured no money for us, in the caller's transaction. Answers
 * the outcome of its job.
 */
export async function endWithoutMoney(
  tx: Queryable,
  { payment, command, reservation, holdExpiresAt, now }: LockedForSettlement,
  failureCode: string,
): Promise<MoneyOutcome> {
  if (await findRefund(tx, { openOf: payment.id })) {
    throw new Error(`${payment.id} has a refund in progress, so it was not declined`);
  }
  const failed = planPaymentChange(payment, { type: 'payment.failed', failureCode });
  const change =
    reservation &&
    onDeclined(reservation, {
      policy: await declinePolicy(tx, reservation),
      holdExpiresAt: holdExpiresAt ?? reservation.expiresAt,
      now,
    });
  const ended = reservation && change ? planChanges([reservation], () => [change]) : NOTHING;
  const type = payment.purpose === 'top_up' ? 'wallet.top-up' : 'payment.pay';
  const outcome = declined(failureCode);
  await writeTogether(tx, [
    failed.part,
    ...resolveParts(pendingCapture(payment), 'voided'),
    ...ended.parts,
    eventsPart([failed.event, ...ended.events]),
    outcomePart(type, command, outcome),
  ]);
  await closeStuckMoney(tx, { kind: 'payment_unclear', paymentId: payment.id }, null);
  return outcome;
}

const NOTHING = { parts: [], events: [] };

const decided = (outcome: MoneyOutcome): Settlement => ({ kind: 'decided', outcome });

const recorded = async (tx: Queryable, { payment }: LockedPayment): Promise<Settlement> =>
  decided(await recordedOutcome(tx, payment.jobId));

/** Whether the reservation has its seats, or could take them again. */
async function ownSeats(tx: Queryable, reservation: Reservation): Promise<boolean> {
  const way = onApproved(reservation);
  switch (way) {
    case 'confirm':
      return true;
    case 'retake':
      return retakeSeats(tx, reservation);
    case 'refund':
      return false;
    default:
      return way satisfies never;
  }
}

/** Notes that late money goes back. The payment stays in progress until it has gone: the fan is told nothing false. */
async function refundInFull(tx: Queryable, newId: NewId, { payment }: LockedPayment): Promise<Settlement> {
  const refund = lateRefund(newId, payment);
  await insertRefund(tx, refund, 0);
  return { kind: 'refund_due', refund: toOpenRefund(refund, payment) };
}

async function declinePolicy(tx: Queryable, reservation: Reservation): Promise<'release' | 'keep'> {
  const [concert] = await tx.query<{ on_decline: 'release' | 'keep' }>(
    'select on_decline from concerts where id = $1',
    [reservation.concertId],
  );
  return concert?.on_decline ?? 'release';
}
