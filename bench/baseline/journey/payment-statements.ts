import type { AccountId } from '@concert-mania/core/shared/ids';
import type pg from 'pg';

export interface Payable {
  readonly concertId: string;
  readonly performanceId: string;
  readonly status: string;
  readonly totalAmount: number;
  readonly expiresAt: Date;
  readonly version: number;
  readonly seatNumbers: readonly number[];
}

/** Locks the reservation. Null if the account has none of that id. */
export async function lockReservation(
  client: pg.ClientBase,
  id: string,
  accountId: AccountId,
): Promise<Payable | null> {
  const { rows } = await client.query<Payable>({
    name: 'lock-reservation',
    text: `select concert_id as "concertId", performance_id as "performanceId", status,
             total_amount as "totalAmount", expires_at as "expiresAt", version,
             array(select (s ->> 'seatNumber')::int from json_array_elements(seats) s) as "seatNumbers"
           from reservations where id = $1 and account_id = $2 for update`,
    values: [id, accountId],
  });
  return rows[0] ?? null;
}

/** Takes the amount out of the wallet. Null if there is less in it; else what is left. */
export async function takeFromWallet(
  client: pg.ClientBase,
  accountId: AccountId,
  amount: number,
): Promise<number | null> {
  const { rows } = await client.query<{ left: number }>({
    name: 'take-from-wallet',
    text: `update wallets set balance_amount = balance_amount - $2
           where account_id = $1 and balance_amount >= $2 returning balance_amount as left`,
    values: [accountId, amount],
  });
  return rows[0]?.left ?? null;
}

export interface PaidRows {
  readonly paymentId: string;
  readonly transferId: string;
  readonly ticketIds: readonly string[];
  readonly jobId: string;
  readonly fingerprint: string;
  readonly acceptedAt: string;
  readonly accountId: AccountId;
  readonly reservationId: string;
  readonly method: 'wallet' | 'gateway';
  readonly paymentKey: string | null;
  readonly reservation: Payable;
  readonly approvedAt: Date;
  /** The rest in the wallet; null where the gateway took the money. */
  readonly walletAmount: number | null;
  readonly outcome: object;
  readonly eventId: string;
}

/** Writes all rows of a payment and of its mail in one round trip. */
export async function writePaid(client: pg.ClientBase, rows: PaidRows): Promise<void> {
  const { reservation, method, accountId, reservationId, paymentId } = rows;
  await client.query({
    name: 'write-paid',
    text: WRITE_PAID,
    values: [
      paymentId,
      rows.jobId,
      rows.fingerprint,
      rows.acceptedAt,
      accountId,
      reservationId,
      method,
      rows.paymentKey,
      reservation.totalAmount,
      rows.approvedAt.toISOString(),
      reservation.performanceId,
      reservation.seatNumbers,
      rows.ticketIds,
      rows.transferId,
      method === 'wallet' ? `wallet:${accountId}` : 'gateway-clearing',
      rows.walletAmount,
      reservation.version + 1,
      JSON.stringify({ accountId, reservationId, paymentId, amount: reservation.totalAmount }),
      JSON.stringify(rows.outcome),
      rows.eventId,
    ],
  });
}

const WRITE_PAID = `
  with paid as (
    insert into payments (id, job_id, fingerprint, accepted_at, account_id, purpose, reservation_id, method,
      order_id, payment_key, amount, status, approved_at, check_at)
    values ($1, $2, $3, $4::timestamptz, $5, 'reservation', $6, $7, $6, $8, $9::bigint, 'completed',
      $10::timestamptz, 'infinity')
  ), confirmed as (
    update reservations set status = 'confirmed', version = $17, updated_at = now() where id = $6
  ), sold as (
    update seats set sold = true where performance_id = $11 and seat_number = any($12::int[]) and reservation_id = $6
  ), ticketed as (
    insert into tickets (id, reservation_id, performance_id, seat_number)
    select t.id, $6, $11, t.seat_number from unnest($13::text[], $12::int[]) as t (id, seat_number)
  ), transfer as (
    insert into ledger_transfers (id, reference, kind) values ($14, $1, 'payment')
  ), entries as (
    insert into ledger_entries (transfer_id, ledger_account, amount, balance_after_amount)
    values ($14, $15, -$9::bigint, $16::bigint), ($14, 'revenue', $9::bigint, null)
  ), logged as (
    insert into domain_events (stream, version, type, payload)
    values ($1, 1, 'payment.completed', $18::json), ($6, $17, 'reservation.confirmed', $18::json)
  ), decided as (
    insert into command_outcomes (job_id, account_id, type, fingerprint, accepted_at, outcome)
    values ($2, $5, 'payment.pay', $3, $4::timestamptz, $19::json)
  )
  insert into notifications (event_id, channel, account_id, template, subject_id, next_try_at)
  values ($20, 'email', $5, 'reservation_confirmed', $6, now() + interval '2 minutes')`;
