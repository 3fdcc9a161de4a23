import type { CommandOutcome, CommandRejection } from '@concert-mania/core/jobs/command-catalogue';
import type { MoneyCommandName, MoneyOutcome, TopUpWallet } from '@concert-mania/core/payments/commands';
import { payingDeadline } from '@concert-mania/core/payments/decide-payment';
import type { Claim, OpenPayment, PaymentStore } from '@concert-mania/core/payments/ports';
import type { AcceptedCommand, CommandReference } from '@concert-mania/core/shared/command';
import type { NewId } from '@concert-mania/core/shared/ids';
import { rejected } from '@concert-mania/core/shared/outcome';
import type { Refusal } from '@concert-mania/core/shared/refusal';
import { needsOpenOrder } from '@concert-mania/core/wallet/top-up-orders';
import type { Database, Queryable } from '../../connection/database.ts';
import { writeTogether } from '../../connection/write-together.ts';
import { eventsPart } from '../../events/domain-events.ts';
import { planChanges } from '../../reservations/reservation-changes.ts';
import { pendingCapture, reservePart } from '../ledger/pending-transfers.ts';
import { redeemOrder } from '../wallet/top-up-orders.ts';
import { makeWalletPayments, type OnApart } from '../wallet/wallet-payments.ts';
import { LATE_MS, lockForPayment, payFor, unlockRefused } from './lock-for-payment.ts';
import { insertPayment, startPayment } from './new-payments.ts';
import { decide, findDecision } from './payment-outcomes.ts';
import { findPaymentOfJob, throughGateway } from './payment-rows.ts';

type Claims = Pick<PaymentStore, 'findClaim' | 'claimReservation' | 'claimTopUp' | 'payFromWallet'>;

/** The verbs that begin a payment. Locks are taken in the order reservation, payment, seats, wallet. */
export function makePaymentClaims(
  db: Database,
  newId: NewId,
  onApart?: OnApart,
  lateMs: number = LATE_MS,
): Claims {
  return {
    findClaim: (command) => findEarlier(db, command),

    claimReservation: (command, terms) =>
      db.transaction(async (tx) => {
        const { paymentKey, amount } = command.payload;
        // The lock first: a parallel delivery of the same job has committed by then, or has not begun.
        const { locked, refusal } = await lockForPayment(tx, command, { amount, lateMs });
        if (!locked) return (await findEarlier(tx, command)) ?? refuse(tx, 'payment.pay', command, refusal);
        const { reservation, now } = locked;
        const id = newId('pay');
        const started = await startPayment(
          tx,
          { id, purpose: 'reservation', method: 'gateway', ...payFor(reservation), paymentKey },
          command,
          { ...terms, holdExpiresAt: reservation.expiresAt },
        );
        if (!started) {
          await unlockRefused(tx, locked);
          const error = { code: 'payment_declined', reason: 'PAYMENT_KEY_ALREADY_USED' } as const;
          return (await findEarlier(tx, command)) ?? refuse(tx, 'payment.pay', command, error);
        }
        const expiresAt = payingDeadline(reservation.expiresAt, now, terms.payingMs);
        const paying = planChanges([reservation], () => [{ type: 'reservation.payment_started', expiresAt }]);
        await writeTogether(tx, [
          reservePart(pendingCapture(started.payment)),
          ...paying.parts,
          eventsPart([started.event, ...paying.events]),
        ]);
        const payment = throughGateway(started.payment);
        return claimed(payment);
      }),

    claimTopUp: (command, terms) =>
      db.transaction(async (tx) => {
        const earlier = await findEarlier(tx, command);
        if (earlier) return earlier;
        const { payload } = command;
        if (needsOpenOrder(payload.orderId) && !(await redeemOrder(tx, command, payload))) {
          // A parallel delivery of the same job may have redeemed it.
          const error = { code: 'top_up_order_unknown' } as const;
          return (await findEarlier(tx, command)) ?? refuse(tx, 'wallet.top-up', command, error);
        }
        const payment = await insertPayment(tx, topUpOf(newId, command), command, {
          ...terms,
          holdExpiresAt: null,
        });
        if (payment) return claimed(throughGateway(payment));
        const parallel = await findEarlier(tx, command);
        return parallel ?? refuse(tx, 'wallet.top-up', command, { code: 'order_already_used' });
      }),

    payFromWallet: makeWalletPayments(db, newId, { onApart, lateMs }),
  };
}

/** A decided job's outcome, or the payment that an earlier delivery of the job left in progress. */
async function findEarlier(tx: Queryable, command: CommandReference): Promise<Claim<MoneyOutcome> | null> {
  const outcome = await findDecision(tx, command);
  if (outcome) return { kind: 'decided', outcome };
  const payment = await findPaymentOfJob(tx, command.jobId);
  return payment && { kind: 'resumed', paymentId: payment.id };
}

const claimed = (payment: OpenPayment['payment']): Claim<never> => ({
  kind: 'claimed',
  open: { payment, payable: true, confirmed: 'never', refund: null },
});

async function refuse<N extends MoneyCommandName>(
  tx: Queryable,
  type: N,
  command: CommandReference,
  error: Refusal<CommandRejection<N>>,
): Promise<{ kind: 'decided'; outcome: CommandOutcome<N> }> {
  return { kind: 'decided', outcome: await decide(tx, type, command, rejected(error)) };
}

const topUpOf = (newId: NewId, { payload }: AcceptedCommand<TopUpWallet>) => ({
  id: newId('pay'),
  purpose: 'top_up' as const,
  reservationId: null,
  method: 'gateway' as const,
  orderId: payload.orderId,
  paymentKey: payload.paymentKey,
  amount: payload.amount,
});
