import type { Reservation } from '@concert-mania/core/holds/model';
import type { PayReservation } from '@concert-mania/core/payments/commands';
import { paid, payingDeadline, refusePayment } from '@concert-mania/core/payments/decide-payment';
import type { AcceptedCommand, Claim, PaymentStore } from '@concert-mania/core/payments/ports';
import type { NewId } from '@concert-mania/core/shared/ids';
import { rejected } from '@concert-mania/core/shared/outcome';
import type { TopUpWallet } from '@concert-mania/core/wallet/commands';
import type { Database, Queryable } from './database.ts';
import { postTransfer, REVENUE, walletOf } from './ledger.ts';
import {
  applyPaymentChange,
  decide,
  findDecision,
  findPaymentOfJob,
  insertPayment,
  throughGateway,
} from './payment-rows.ts';
import { findRefund, toOpenRefund } from './refund-rows.ts';
import { applyChange, lockReservation } from './reservation-changes.ts';

type Claims = Pick<PaymentStore, 'findClaim' | 'claimReservation' | 'claimTopUp' | 'payFromWallet'>;

/** The verbs that begin a payment. Locks are taken in the order reservation, payment, seats, wallet. */
export function makePaymentClaims(db: Database, newId: NewId): Claims {
  return {
    findClaim: (command) => findEarlier(db, command),

    claimReservation: (command, terms) =>
      db.transaction(async (tx) => {
        const { paymentKey, amount } = command.payload;
        const { locked, refusal } = await lockForPayment(tx, command, amount);
        // After the lock: a parallel delivery of the same job has committed by now, or has not begun.
        const earlier = await findEarlier(tx, command);
        if (earlier) return earlier;
        if (!locked) return refuse(tx, 'payment.pay', command, refusal);
        const payment = await insertPayment(
          tx,
          {
            id: newId('pay'),
            purpose: 'reservation',
            method: 'gateway',
            ...payFor(locked.reservation),
            paymentKey,
          },
          command,
          { holdExpiresAt: locked.reservation.expiresAt, checkAfterMs: terms.checkAfterMs },
        );
        if (!payment) {
          const error = { code: 'payment_declined', reason: 'PAYMENT_KEY_ALREADY_USED' } as const;
          return refuse(tx, 'payment.pay', command, error);
        }
        const expiresAt = payingDeadline(locked.reservation.expiresAt, locked.now, terms.payingMs);
        await applyChange(tx, [locked.reservation], { type: 'reservation.payment_started', expiresAt });
        return { kind: 'claimed', open: { payment: throughGateway(payment), payable: true, refund: null } };
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

    payFromWallet: (command) =>
      db.transaction(async (tx) => {
        const { locked, refusal } = await lockForPayment(tx, command, null);
        const decided = await findDecision(tx, command);
        if (decided) return decided;
        if (!locked) return decide(tx, 'payment.pay', command, rejected(refusal));
        const { reservation, now } = locked;
        const id = newId('pay');
        const posted = await postTransfer(tx, {
          id: newId('trf'),
          reference: id,
          kind: 'payment',
          entries: [
            { account: walletOf(command.accountId), amount: -reservation.totalAmount },
            { account: REVENUE, amount: reservation.totalAmount },
          ],
        });
        if (!posted.ok) return decide(tx, 'payment.pay', command, rejected(posted.error));
        const started = await insertPayment(
          tx,
          { id, purpose: 'reservation', method: 'wallet', ...payFor(reservation), paymentKey: null },
          command,
          { holdExpiresAt: reservation.expiresAt, checkAfterMs: 0 },
        );
        if (!started) throw new Error(`${reservation.id} is held and has a payment`);
        const payment = await applyPaymentChange(tx, started, { type: 'payment.completed', approvedAt: now });
        const confirmed = await confirmAtOnce(tx, reservation);
        return decide(tx, 'payment.pay', command, paid(payment, confirmed));
      }),
  };
}

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

async function confirmAtOnce(tx: Queryable, reservation: Reservation): Promise<Reservation> {
  const { expiresAt } = reservation;
  const paying = await applyChange(tx, [reservation], { type: 'reservation.payment_started', expiresAt });
  const [confirmed] = await applyChange(tx, paying, { type: 'reservation.confirmed' });
  if (!confirmed) throw new Error('a change answers what it changed');
  return confirmed;
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
