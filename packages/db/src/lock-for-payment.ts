import type { Reservation } from '@concert-mania/core/holds/model';
import type { PayReservation } from '@concert-mania/core/payments/commands';
import { refusePayment } from '@concert-mania/core/payments/decide-payment';
import type { AcceptedCommand } from '@concert-mania/core/payments/ports';
import type { Queryable } from './database.ts';
import { lockReservation } from './reservation-changes.ts';

type ForPayment =
  | { readonly locked: { readonly reservation: Reservation; readonly now: Date }; readonly refusal?: never }
  | { readonly locked: null; readonly refusal: Exclude<ReturnType<typeof refusePayment>, null> };

/** Locks the reservation that is to be paid, or says why it cannot be. `amount` is what the fan agreed to, where there is one. */
export async function lockForPayment(
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

/** What a payment of a reservation is for. */
export const payFor = (reservation: Reservation) => ({
  reservationId: reservation.id,
  orderId: reservation.id,
  amount: reservation.totalAmount,
});
