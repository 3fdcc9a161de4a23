import type { Reservation } from '@concert-mania/core/holds/model';
import type { Payment } from '@concert-mania/core/payments/model';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import type { Queryable } from '../../connection/database.ts';
import {
  CANCELLATION_FEES,
  GATEWAY_CLEARING,
  type LedgerAccount,
  postTransfer,
  REVENUE,
  SETTLED_BY_HAND,
  type Transfer,
  walletOf,
} from '../ledger/ledger.ts';
import { applyPaymentChange } from '../payments/payment-changes.ts';
import { GIVEN_BACK_AT_GATEWAY } from './refund-rows.ts';
import { openStuckMoney } from './stuck-money-rows.ts';

interface Locked {
  readonly payment: Payment;
  /** Null for a top-up. */
  readonly reservation: Reservation | null;
}

/**
 * Books, in the caller's transaction, what the gateway gave back of a settled payment beyond our
 * books. Opens stuck money if a person has to act. Answers the payment as it is then.
 */
export async function bookElsewhere(
  tx: Queryable,
  newId: NewId,
  locked: Locked,
  cancelledAmount: Won,
): Promise<Payment> {
  const { payment } = locked;
  const amount = cancelledAmount - (await givenBackByOurBooks(tx, payment));
  if (amount <= 0) return payment;
  if (payment.refundedAmount + amount > payment.amount) {
    await reportTwice(tx, newId, payment, { amount, cancelledAmount });
    return payment;
  }
  const refundId = newId('rfd');
  const debit = await bookTransfer(tx, newId, locked, { refundId, amount });
  await tx.query(
    `insert into refunds (id, payment_id, amount, elsewhere_amount, reason, status, debit_account, check_at)
     values ($1, $2, $3, $3, 'given back at the gateway', 'completed', $4, now())`,
    [refundId, payment.id, amount, debit],
  );
  const after = await applyPaymentChange(tx, payment, { type: 'payment.refunded', amount });
  const isTicketUnpaid = after.status === 'cancelled' && locked.reservation?.status === 'confirmed';
  if (isTicketUnpaid || debit === SETTLED_BY_HAND) {
    await openStuckMoney(tx, newId, {
      kind: 'refunded_elsewhere',
      paymentId: payment.id,
      wantedAmount: isTicketUnpaid ? after.amount : amount + (await alreadyWanted(tx, payment)),
      balanceAmount: payment.amount - cancelledAmount,
      code: isTicketUnpaid ? 'TICKET_UNPAID' : 'TOP_UP_SPENT',
      message: isTicketUnpaid
        ? 'The gateway gave back all of the payment of a reservation that is confirmed.'
        : 'The gateway gave back a top-up that the wallet no longer holds.',
    });
  }
  return after;
}

/**
 * Of a spent top-up that went back in several parts, a person is asked for all that nobody has
 * settled yet.
 */
async function alreadyWanted(tx: Queryable, payment: Payment): Promise<Won> {
  const [row] = await tx.query<{ amount: Won }>(
    `select coalesce(sum(wanted_amount), 0)::bigint as amount from stuck_money
     where kind = 'refunded_elsewhere' and payment_id = $1 and settled_at is null`,
    [payment.id],
  );
  return row?.amount ?? 0;
}

async function givenBackByOurBooks(tx: Queryable, payment: Payment): Promise<Won> {
  const [row] = await tx.query<{ amount: Won }>(
    `select ${GIVEN_BACK_AT_GATEWAY} as amount from payments p where p.id = $1`,
    [payment.id],
  );
  return row?.amount ?? 0;
}

/**
 * Books the transfer from revenue, from a kept fee, or from the topped-up wallet. Answers that
 * account.
 */
async function bookTransfer(
  tx: Queryable,
  newId: NewId,
  { payment, reservation }: Locked,
  refund: { readonly refundId: string; readonly amount: Won },
): Promise<LedgerAccount> {
  const post = (debit: LedgerAccount) => {
    const transfer: Transfer = {
      id: newId('trf'),
      reference: refund.refundId,
      kind: 'refund',
      entries: [
        { account: debit, amount: -refund.amount },
        { account: GATEWAY_CLEARING, amount: refund.amount },
      ],
    };
    return postTransfer(tx, transfer);
  };
  if (payment.purpose === 'top_up') {
    const wallet = walletOf(payment.accountId);
    if ((await post(wallet)).ok) return wallet;
    await post(SETTLED_BY_HAND);
    return SETTLED_BY_HAND;
  }
  const debit = reservation?.status === 'cancelled' ? CANCELLATION_FEES : REVENUE;
  await post(debit);
  return debit;
}

/** Reports each amount that was given back twice once. Books nothing. */
async function reportTwice(
  tx: Queryable,
  newId: NewId,
  payment: Payment,
  seen: { readonly amount: Won; readonly cancelledAmount: Won },
): Promise<void> {
  const known = await tx.query(
    `select 1 from stuck_money where kind = 'refunded_twice' and payment_id = $1 and wanted_amount = $2`,
    [payment.id, seen.amount],
  );
  if (known.length > 0) return;
  await openStuckMoney(tx, newId, {
    kind: 'refunded_twice',
    paymentId: payment.id,
    wantedAmount: seen.amount,
    balanceAmount: payment.amount - seen.cancelledAmount,
    code: 'REFUNDED_TWICE',
    message: 'The gateway gave back money that had been given back without it.',
  });
}
