import type { Reservation } from '@concert-mania/core/holds/model';
import type { PaymentId } from '@concert-mania/core/shared/ids';
import { prepared, type Queryable } from '../../connection/database.ts';
import {
  RESERVATION_COLUMNS,
  type ReservationRow,
  toReservation,
} from '../../reservations/reservation-changes.ts';
import { type LockedPayment, PAYMENT_COLUMNS, type PaymentRow, toPayment } from './payment-rows.ts';

export interface LockedForSettlement extends LockedPayment {
  /** Null for a top-up. */
  readonly reservation: Reservation | null;
  readonly now: Date;
}

type LockRow = PaymentRow & {
  fingerprint: string;
  accepted_at: Date;
  hold_expires_at: Date | null;
  now: Date;
  reservation: Record<string, never> | null;
};
const FOR_RESERVATION = RESERVATION_COLUMNS.split(', ').map((column) => [column, `r_${column}`] as const);
const LOCK = prepared(`with r as materialized (
    select ${FOR_RESERVATION.map(([column, alias]) => `${column} as ${alias}`).join(', ')} from reservations
    where id = (select reservation_id from payments where id = $1) for update
  ), p as materialized (
    select ${PAYMENT_COLUMNS}, fingerprint, accepted_at, hold_expires_at from payments
    where id = $1 and (select count(*) from r) >= 0 for update
  )
  select p.*, r.*, clock_timestamp() as now from p left join r on true`);

/**
 * Locks a payment until the transaction ends and, before it, its reservation: the order that every
 * transaction about money keeps. In one statement: the payment waits for the count of the
 * reservations locked.
 */
export async function lockForSettlement(tx: Queryable, id: PaymentId): Promise<LockedForSettlement> {
  const [row] = await tx.query<LockRow & Record<`r_${string}`, unknown>>(LOCK, [id]);
  if (!row) throw new Error(`payment ${id} does not exist`);
  const payment = toPayment(row);
  const { jobId, accountId } = payment;
  const reserved = Object.fromEntries(FOR_RESERVATION.map(([column, alias]) => [column, row[alias]]));
  return {
    payment,
    command: { jobId, accountId, fingerprint: row.fingerprint, acceptedAt: row.accepted_at },
    holdExpiresAt: row.hold_expires_at,
    reservation: row.r_id === null ? null : toReservation(reserved as unknown as ReservationRow),
    now: row.now,
  };
}
