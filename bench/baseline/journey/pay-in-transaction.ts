import type { AccountId, NewId } from '@concert-mania/core/shared/ids';
import type pg from 'pg';
import { queryRow } from './program.ts';
import type { MailJob, PaymentJob, PaymentResult } from './queues.ts';

interface PayPorts {
  readonly pool: pg.Pool;
  readonly newId: NewId;
  /** Takes the money. Null if it was declined, else when it was approved. */
  readonly confirm: (payment: {
    readonly paymentKey: string;
    readonly orderId: string;
    readonly amount: number;
  }) => Promise<Date | null>;
  /** Called after the commit. */
  readonly onPaid: (paid: MailJob & { readonly concertId: string }) => Promise<void>;
}

const refused = (code: string): PaymentResult => ({ status: 'rejected', error: { code } });

/** Calls the gateway where it is asked, then pays in one transaction. */
export async function payInTransaction(ports: PayPorts, job: PaymentJob): Promise<PaymentResult> {
  let approvedAt: Date | null = new Date();
  if (job.method === 'gateway') {
    const { paymentKey, amount, reservationId: orderId } = job;
    if (paymentKey === undefined || amount === undefined) return refused('amount_mismatch');
    approvedAt = await ports.confirm({ paymentKey, orderId, amount });
    if (approvedAt === null) return refused('payment_declined');
  }
  const client = await ports.pool.connect();
  try {
    await client.query('begin');
    const { result, paid } = await pay(client, ports, job, approvedAt);
    await client.query(paid === null ? 'rollback' : 'commit');
    if (paid !== null) await ports.onPaid(paid);
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function pay(client: pg.ClientBase, { newId }: PayPorts, job: PaymentJob, approvedAt: Date) {
  const { accountId, reservationId, method } = job;
  const refuse = (code: string) => ({ result: refused(code), paid: null });
  const reservation = await lockReservation(client, reservationId, accountId);
  if (reservation === null) return refuse('reservation_not_found');
  const { status, expiresAt, totalAmount, concertId, performanceId, seatNumbers } = reservation;
  if (status !== 'held') return refuse('reservation_not_payable');
  if (expiresAt.getTime() < Date.now()) return refuse('hold_expired');
  const left = method === 'wallet' ? await takeFromWallet(client, accountId, totalAmount) : null;
  if (method === 'wallet' && left === null) return refuse('insufficient_balance');
  const paymentId = newId('pay');
  const result: PaymentResult = {
    status: 'succeeded',
    result: {
      payment: { id: paymentId, status: 'completed' },
      reservation: { id: reservationId, status: 'confirmed' },
    },
  };
  const version = reservation.version + 1;
  const eventId = `${reservationId}.${version}`;
  await queryRow(client, 'write-paid', WRITE_PAID, [
    paymentId,
    job.jobId,
    job.fingerprint,
    job.acceptedAt,
    accountId,
    reservationId,
    method,
    job.paymentKey ?? null,
    totalAmount,
    approvedAt.toISOString(),
    performanceId,
    seatNumbers,
    seatNumbers.map(() => newId('tkt')),
    newId('trf'),
    method === 'wallet' ? `wallet:${accountId}` : 'gateway-clearing',
    left,
    version,
    JSON.stringify({ accountId, reservationId, paymentId, amount: totalAmount }),
    JSON.stringify(result),
    eventId,
  ]);
  return { result, paid: { eventId, concertId } };
}

interface Payable {
  readonly concertId: string;
  readonly performanceId: string;
  readonly status: string;
  readonly totalAmount: number;
  readonly expiresAt: Date;
  readonly version: number;
  readonly seatNumbers: readonly number[];
}

/** Locks the reservation. Null if the account has none of that id. */
async function lockReservation(
  client: pg.ClientBase,
  id: string,
  accountId: AccountId,
): Promise<Payable | null> {
  const text = `select concert_id as "concertId", performance_id as "performanceId", status,
      total_amount as "totalAmount", expires_at as "expiresAt", version,
      array(select (s ->> 'seatNumber')::int from json_array_elements(seats) s) as "seatNumbers"
    from reservations where id = $1 and account_id = $2 for update`;
  return (await queryRow<Payable>(client, 'lock-reservation', text, [id, accountId])) ?? null;
}

/** Takes the amount out of the wallet. Null if there is less in it; else what is left. */
async function takeFromWallet(
  client: pg.ClientBase,
  accountId: AccountId,
  amount: number,
): Promise<number | null> {
  const text = `update wallets set balance_amount = balance_amount - $2
    where account_id = $1 and balance_amount >= $2 returning balance_amount as left`;
  return (
    (await queryRow<{ left: number }>(client, 'take-from-wallet', text, [accountId, amount]))?.left ?? null
  );
}

/** All rows of a payment and of its mail in one round trip. */
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
