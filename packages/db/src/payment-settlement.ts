import type { Reservation } from '@concert-mania/core/holds/model';
import {
  declined,
  onApproved,
  onDeclined,
  paid,
  toppedUp,
} from '@concert-mania/core/payments/decide-payment';
import type { Payment } from '@concert-mania/core/payments/model';
import type { PaymentStore, Settlement } from '@concert-mania/core/payments/ports';
import type { NewId, PaymentId } from '@concert-mania/core/shared/ids';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import type { Database, Queryable } from './database.ts';
import { GATEWAY_CLEARING, type LedgerAccount, postTransfer, REVENUE, walletOf } from './ledger.ts';
import {
  applyPaymentChange,
  decide,
  type LockedPayment,
  lockPayment,
  recordedOutcome,
} from './payment-rows.ts';
import { findRefund, insertRefund, LATE_CAPTURE, type Refund, toOpenRefund } from './refund-rows.ts';
import { applyChange, lockReservation } from './reservation-changes.ts';
import { retakeSeats } from './reservation-seats.ts';

export interface LockedForSettlement extends LockedPayment {
  /** Null for a top-up. */
  readonly reservation: Reservation | null;
  readonly now: Date;
}

/** Locks a payment and, before it, its reservation: the order that every transaction about money keeps. */
export async function lockForSettlement(tx: Queryable, id: PaymentId): Promise<LockedForSettlement> {
  const [row] = await tx.query<{ reservation_id: string | null; now: Date }>(
    'select reservation_id, clock_timestamp() as now from payments where id = $1',
    [id],
  );
  if (!row) throw new Error(`there is no payment ${id}`);
  const reserved = row.reservation_id === null ? null : await lockReservation(tx, row.reservation_id);
  const locked = await lockPayment(tx, id);
  if (!locked) throw new Error(`there is no payment ${id}`);
  return { ...locked, reservation: reserved?.reservation ?? null, now: reserved?.now ?? row.now };
}

/** Books what a gateway payment brought in: to revenue for a reservation, to the wallet for a top-up. */
export async function bookCapture(tx: Queryable, newId: NewId, payment: Payment): Promise<number> {
  const target: LedgerAccount = payment.purpose === 'top_up' ? walletOf(payment.accountId) : REVENUE;
  const posted = await postTransfer(tx, {
    id: newId('trf'),
    reference: payment.id,
    kind: payment.purpose === 'top_up' ? 'top_up' : 'payment',
    entries: [
      { account: GATEWAY_CLEARING, amount: -payment.amount },
      { account: target, amount: payment.amount },
    ],
  });
  if (!posted.ok) throw new Error('a credit never lacks balance');
  return posted.value.get(target) ?? 0;
}

/** The verbs that end a gateway payment once the gateway has said what became of the money. */
export function makePaymentSettlement(
  db: Database,
  newId: NewId,
): Pick<PaymentStore, 'settleApproved' | 'settleDeclined'> {
  return {
    settleApproved: (paymentId, approvedAt) =>
      db.transaction(async (tx) => {
        const locked = await lockForSettlement(tx, paymentId);
        const { payment, command, reservation } = locked;
        if (payment.status !== 'in_progress') return recorded(tx, locked);
        const refund = await findRefund(tx, { openOf: payment.id });
        if (refund) return { kind: 'refund_due', refund: toOpenRefund(refund, payment) };
        if (reservation === null) {
          const done = await applyPaymentChange(tx, payment, { type: 'payment.completed', approvedAt });
          const balance = await bookCapture(tx, newId, payment);
          return decided(await decide(tx, 'wallet.top-up', command, toppedUp(done, balance)));
        }
        if (!(await ownSeats(tx, reservation))) return refundInFull(tx, newId, locked);
        const done = await applyPaymentChange(tx, payment, { type: 'payment.completed', approvedAt });
        await bookCapture(tx, newId, payment);
        const [confirmed] = await applyChange(tx, [reservation], { type: 'reservation.confirmed' });
        if (!confirmed) throw new Error('a change answers what it changed');
        return decided(await decide(tx, 'payment.pay', command, paid(done, confirmed)));
      }),

    settleDeclined: (paymentId, failureCode) =>
      db.transaction(async (tx) => {
        const locked = await lockForSettlement(tx, paymentId);
        const { payment, command, reservation, holdExpiresAt, now } = locked;
        if (payment.status !== 'in_progress') return recordedOutcome(tx, payment.jobId);
        if (await findRefund(tx, { openOf: payment.id }))
          throw new Error('captured money cannot be declined');
        await applyPaymentChange(tx, payment, { type: 'payment.failed', failureCode });
        if (reservation) {
          const policy = await declinePolicy(tx, reservation);
          const terms = { policy, holdExpiresAt: holdExpiresAt ?? reservation.expiresAt, now };
          const change = onDeclined(reservation, terms);
          if (change) await applyChange(tx, [reservation], change);
        }
        const type = payment.purpose === 'top_up' ? 'wallet.top-up' : 'payment.pay';
        return decide(tx, type, command, declined(failureCode));
      }),
  };
}

const decided = (outcome: Outcome): Settlement => ({ kind: 'decided', outcome });

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
  const refund: Refund = {
    id: newId('rfd'),
    paymentId: payment.id,
    command: null,
    amount: payment.amount,
    feeAmount: 0,
    reason: LATE_CAPTURE,
    status: 'in_progress',
  };
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
