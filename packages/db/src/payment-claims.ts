import type { Reservation } from '@concert-mania/core/holds/model';
import type { PayReservation } from '@concert-mania/core/payments/commands';
import { paid, payingDeadline, refusePayment } from '@concert-mania/core/payments/decide-payment';
import type { AcceptedCommand, Claim, PaymentStore, WalletPay } from '@concert-mania/core/payments/ports';
import type { NewId, PaymentId } from '@concert-mania/core/shared/ids';
import { type Outcome, rejected } from '@concert-mania/core/shared/outcome';
import type { Refusal } from '@concert-mania/core/shared/refusal';
import type { TopUpWallet } from '@concert-mania/core/wallet/commands';
import type { Database, Queryable } from './database.ts';
import { eventsPart } from './domain-events.ts';
import { moveWallets, REVENUE, type Transfer, transferParts, walletOf } from './ledger.ts';
import {
  decide,
  findDecision,
  findPaymentOfJob,
  insertPayment,
  outcomePart,
  planPaidPayment,
  startPayment,
  throughGateway,
} from './payment-rows.ts';
import { pendingCapture, reservePart } from './pending-transfers.ts';
import { findRefund, toOpenRefund } from './refund-rows.ts';
import { lockReservation, planChanges } from './reservation-changes.ts';
import { PartNotWritten, writeTogether } from './write-together.ts';

type Claims = Pick<PaymentStore, 'findClaim' | 'claimReservation' | 'claimTopUp' | 'payFromWallet'>;

/** The verbs that begin a payment. Locks are taken in the order reservation, payment, seats, wallet. */
export function makePaymentClaims(db: Database, newId: NewId): Claims {
  return {
    findClaim: (command) => findEarlier(db, command),

    claimReservation: (command, terms) =>
      db.transaction(async (tx) => {
        const { paymentKey, amount } = command.payload;
        // The lock first: a parallel delivery of the same job has committed by then, or has not begun.
        const { locked, refusal } = await lockForPayment(tx, command, amount);
        if (!locked) return (await findEarlier(tx, command)) ?? refuse(tx, 'payment.pay', command, refusal);
        const { reservation, now } = locked;
        const id = newId('pay');
        const started = await startPayment(
          tx,
          { id, purpose: 'reservation', method: 'gateway', ...payFor(reservation), paymentKey },
          command,
          { holdExpiresAt: reservation.expiresAt, checkAfterMs: terms.checkAfterMs },
        );
        if (!started) {
          const error = { code: 'payment_declined', reason: 'PAYMENT_KEY_ALREADY_USED' } as const;
          return (await findEarlier(tx, command)) ?? refuse(tx, 'payment.pay', command, error);
        }
        const expiresAt = payingDeadline(reservation.expiresAt, now, terms.payingMs);
        const paying = planChanges([reservation], [{ type: 'reservation.payment_started', expiresAt }]);
        await writeTogether(tx, [
          reservePart(pendingCapture(started.payment)),
          ...paying.parts,
          eventsPart([started.event, ...paying.events]),
        ]);
        const payment = throughGateway(started.payment);
        return { kind: 'claimed', open: { payment, payable: true, refund: null } };
      }),

    claimTopUp: (command, terms) =>
      db.transaction(async (tx) => {
        const earlier = await findEarlier(tx, command);
        if (earlier) return earlier;
        const payment = await insertPayment(tx, topUpOf(newId, command), command, {
          holdExpiresAt: null,
          checkAfterMs: terms.checkAfterMs,
        });
        if (payment) {
          return { kind: 'claimed', open: { payment: throughGateway(payment), payable: true, refund: null } };
        }
        const parallel = await findEarlier(tx, command);
        return parallel ?? refuse(tx, 'wallet.top-up', command, { code: 'order_already_used' });
      }),

    payFromWallet: (command) => payFromWallet(db, newId, command),
  };
}

/** All of it in one write after the wallet's. A job that was decided before is noticed by its outcome, and rolled back. */
async function payFromWallet(
  db: Database,
  newId: NewId,
  command: AcceptedCommand<WalletPay>,
): Promise<Outcome> {
  const pay = async (tx: Queryable): Promise<Outcome> => {
    const { locked, refusal } = await lockForPayment(tx, command, null);
    const refuseWith = async (error: Refusal) =>
      (await findDecision(tx, command)) ?? decide(tx, 'payment.pay', command, rejected(error));
    if (!locked) return refuseWith(refusal);
    const { reservation, now } = locked;
    const id = newId('pay');
    const transfer = spendOf(newId, id, reservation);
    const moved = await moveWallets(tx, transfer);
    if (!moved.ok) return refuseWith(moved.error);
    const order = {
      id,
      purpose: 'reservation',
      method: 'wallet',
      ...payFor(reservation),
      paymentKey: null,
    } as const;
    const payment = planPaidPayment(order, command, {
      holdExpiresAt: reservation.expiresAt,
      approvedAt: now,
    });
    const { expiresAt } = reservation;
    const { changed, events, parts } = planChanges(
      [reservation],
      [{ type: 'reservation.payment_started', expiresAt }, { type: 'reservation.confirmed' }],
    );
    const [confirmed] = changed;
    if (!confirmed) throw new Error('a change answers what it changed');
    const outcome = paid(payment.payment, confirmed);
    await writeTogether(tx, [
      outcomePart('payment.pay', command, outcome),
      payment.part,
      ...transferParts(transfer, moved.value),
      ...parts,
      eventsPart([...payment.events, ...events]),
    ]);
    return outcome;
  };
  try {
    return await db.transaction(pay);
  } catch (error) {
    const earlier = error instanceof PartNotWritten ? await findDecision(db, command) : null;
    if (earlier === null) throw error;
    return earlier;
  }
}

const spendOf = (newId: NewId, reference: PaymentId, reservation: Reservation): Transfer => ({
  id: newId('trf'),
  reference,
  kind: 'payment',
  entries: [
    { account: walletOf(reservation.accountId), amount: -reservation.totalAmount },
    { account: REVENUE, amount: reservation.totalAmount },
  ],
});

type ForPayment =
  | { readonly locked: { readonly reservation: Reservation; readonly now: Date }; readonly refusal?: never }
  | { readonly locked: null; readonly refusal: Exclude<ReturnType<typeof refusePayment>, null> };

async function lockForPayment(
  tx: Queryable,
  command: AcceptedCommand<PayReservation>,
  amount: number | null,
): Promise<ForPayment> {
  const locked = await lockReservation(tx, command.payload.reservationId);
  const now = locked?.now ?? command.acceptedAt;
  const refusal = refusePayment(locked?.reservation ?? null, { accountId: command.accountId, amount, now });
  if (refusal) return { locked: null, refusal };
  if (!locked) throw new Error('a missing reservation is refused');
  return { locked };
}

/** A decided job's outcome, or the payment that an earlier delivery of the job left in progress. */
async function findEarlier(tx: Queryable, command: AcceptedCommand<unknown>): Promise<Claim | null> {
  const outcome = await findDecision(tx, command);
  if (outcome) return { kind: 'decided', outcome };
  const payment = await findPaymentOfJob(tx, command.jobId);
  if (!payment) return null;
  const refund = await findRefund(tx, { openOf: payment.id });
  return {
    kind: 'resumed',
    open: {
      payment: throughGateway(payment),
      payable: refund === null && (await isPayable(tx, payment.reservationId)),
      refund: refund && toOpenRefund(refund, payment),
    },
  };
}

async function isPayable(tx: Queryable, reservationId: string | null): Promise<boolean> {
  if (reservationId === null) return true;
  const rows = await tx.query(
    `select 1 from reservations where id = $1 and status = 'paying' and expires_at > clock_timestamp()`,
    [reservationId],
  );
  return rows.length === 1;
}

async function refuse(
  tx: Queryable,
  type: string,
  command: AcceptedCommand<unknown>,
  error: Parameters<typeof rejected>[0],
): Promise<Claim> {
  return { kind: 'decided', outcome: await decide(tx, type, command, rejected(error)) };
}

const payFor = (reservation: Reservation) => ({
  reservationId: reservation.id,
  orderId: reservation.id,
  amount: reservation.totalAmount,
});

const topUpOf = (newId: NewId, { payload }: AcceptedCommand<TopUpWallet>) => ({
  id: newId('pay'),
  purpose: 'top_up' as const,
  reservationId: null,
  method: 'gateway' as const,
  orderId: payload.orderId,
  paymentKey: payload.paymentKey,
  amount: payload.amount,
});
