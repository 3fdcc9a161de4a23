import type { Reservation } from '@concert-mania/core/holds/model';
import type { PayReservation } from '@concert-mania/core/payments/commands';
import { refusePayment } from '@concert-mania/core/payments/decide-payment';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { Queryable } from '../../connection/database.ts';
import { lockReservation } from '../../reservations/reservation-changes.ts';
import { freeSeats, retakeSeats } from '../../reservations/reservation-seats.ts';

export interface LockedForPayment {
  readonly reservation: Reservation;
  readonly now: Date;
}

type ForPayment =
  | { readonly locked: LockedForPayment; readonly refusal?: never }
  | { readonly locked: null; readonly refusal: Exclude<ReturnType<typeof refusePayment>, null> };

/**
 * How long after the deadline of a hold our own queue may get to a payment that was accepted before
 * it.
 */
export const LATE_MS = 30_000;

/**
 * Locks the reservation that is to be paid, or says why it cannot be. `amount` is what the fan
 * agreed to, where there is one. One that ran out although it was to be paid in time has its seats
 * again: whoever then refuses to pay it gives them back.
 */
export async function lockForPayment(
  tx: Queryable,
  command: AcceptedCommand<PayReservation>,
  terms: { readonly amount: number | null; readonly lateMs: number },
): Promise<ForPayment> {
  const locked = await lockReservation(tx, command.payload.reservationId);
  const { accountId, acceptedAt } = command;
  const now = locked?.now ?? acceptedAt;
  const refusal = refusePayment(locked?.reservation ?? null, { ...terms, accountId, acceptedAt, now });
  if (refusal) return { locked: null, refusal };
  if (!locked) throw new Error(`${command.jobId} was accepted for a missing reservation`);
  if (locked.reservation.status === 'expired' && !(await takeAgain(tx, locked.reservation))) {
    return { locked: null, refusal: { code: 'hold_expired' } };
  }
  return { locked };
}

/** Not while money for it may be under way: that has the first claim on the seats. */
async function takeAgain(tx: Queryable, reservation: Reservation): Promise<boolean> {
  const [live] = await tx.query(
    `select 1 from payments where reservation_id = $1 and status in ('in_progress', 'completed', 'partially_cancelled')`,
    [reservation.id],
  );
  return live === undefined && retakeSeats(tx, reservation);
}

/** Gives back what `lockForPayment` took again for a payment that is refused after all. */
export async function unlockRefused(tx: Queryable, { reservation }: LockedForPayment): Promise<void> {
  if (reservation.status === 'expired') await freeSeats(tx, reservation);
}

/** What a payment of a reservation is for. */
export const payFor = (reservation: Reservation) => ({
  reservationId: reservation.id,
  orderId: reservation.id,
  amount: reservation.totalAmount,
});
