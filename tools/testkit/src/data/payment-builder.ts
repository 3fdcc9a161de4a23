import type { CancelReservation } from '@concert-mania/core/holds/commands';
import type { GatewayPay, TopUpWallet, WalletPay } from '@concert-mania/core/payments/commands';
import {
  askedByFan,
  type CancellationRequest,
} from '@concert-mania/core/payments/refunds/cancellation-request';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { AccountId, JobId, ReservationId } from '@concert-mania/core/shared/ids';
import type { Database } from '@concert-mania/db/connection/database';
import { makePaymentStore } from '@concert-mania/db/money/payments/payment-store';
import { makeAccount, newId } from './builders.ts';

/** A command as a worker gets it, of a job of its own. */
export function commandOf<P>(accountId: AccountId, payload: P): AcceptedCommand<P> {
  const jobId: JobId = `job_${newId('trf')}`;
  return { jobId, accountId, fingerprint: `fingerprint of ${jobId}`, acceptedAt: new Date(), payload };
}

type Reserved = { readonly id: ReservationId; readonly accountId: AccountId; readonly totalAmount: number };

/** Pays a reservation by the gateway, with its very amount and a payment key of its own. */
export const payByGateway = (
  reservation: Reserved,
  more: Partial<GatewayPay> = {},
): AcceptedCommand<GatewayPay> =>
  commandOf(reservation.accountId, {
    method: 'gateway',
    reservationId: reservation.id,
    paymentKey: `pk_${newId('trf')}`,
    amount: reservation.totalAmount,
    ...more,
  });

/** Pays a reservation from its owner's wallet. */
export const payByWallet = (reservation: Omit<Reserved, 'totalAmount'>): AcceptedCommand<WalletPay> =>
  commandOf(reservation.accountId, { method: 'wallet', reservationId: reservation.id });

/** Tops up a wallet, with an order and a payment key of its own. */
export const topUpOf = (
  accountId: AccountId,
  more: Partial<TopUpWallet> = {},
): AcceptedCommand<TopUpWallet> => {
  const orderId = `order-${newId('trf')}`;
  return commandOf(accountId, { amount: 50_000, orderId, paymentKey: `pk_${orderId}`, ...more });
};

/** Cancels a reservation, or some of its seats. */
export const cancelOf = (
  reservation: Omit<Reserved, 'totalAmount'>,
  seatNumbers?: number[],
): AcceptedCommand<CancelReservation> =>
  commandOf(reservation.accountId, {
    reservationId: reservation.id,
    reason: null,
    ...(seatNumbers && { seatNumbers }),
  });

/** The same as a worker hands it to the use case. */
export const askToCancel = (...of: Parameters<typeof cancelOf>): CancellationRequest =>
  askedByFan(cancelOf(...of));

const NEVER_MS = 3_600_000;

/** An account whose wallet holds an amount from a top-up, with all rows of the top-up. */
export async function makeFundedAccount(db: Database, amount: number): Promise<AccountId> {
  const accountId = await makeAccount(db);
  const store = makePaymentStore(db, newId);
  const claim = await store.claimTopUp(topUpOf(accountId, { amount }), {
    payingMs: NEVER_MS,
    checkAfterMs: NEVER_MS,
    sent: true,
  });
  if (claim.kind !== 'claimed') throw new Error('the top-up was refused');
  await store.settleApproved(claim.open.payment.id, new Date());
  return accountId;
}
