import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { Reservation } from '@concert-mania/core/holds/model';
import type { Payment } from '@concert-mania/core/payments/model';
import type { AccountId } from '@concert-mania/core/shared/ids';
import { makeAccount, makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { decideAll, openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { askToCancel } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { beforeAll, expect } from 'vitest';
import { makePaymentStore } from '../../money/payments/payment-store.ts';
import { makeCancellationStore } from '../../money/refunds/cancellation-store.ts';
import { makeExpiryStore } from '../../reservations/expiry-store.ts';
import { type AuditCheckName, type AuditFinding, audit } from '../audit.ts';

export const database = await testDatabase();
export const db = openForTest(database);
export const payments = makePaymentStore(db, newId);
const cancellations = makeCancellationStore(db, newId);
const TERMS = { payingMs: 60_000, checkAfterMs: 60_000, sent: true };

export let sale: Sale;
export let fan: AccountId;
let nextSeat = 1;
let jobs = 0;

export const command = <P>(accountId: AccountId, payload: P) => {
  jobs += 1;
  const jobId = `job_a${String(jobs).padStart(24, '0')}`;
  return { jobId, accountId, fingerprint: 'f', acceptedAt: new Date(), payload };
};
export const newFan = () => makeAccount(db);
export const hold = (accountId: AccountId, seats = 1, expiresInMs?: number) => {
  const seatNumbers = Array.from({ length: seats }, (_, index) => nextSeat + index);
  nextSeat += seats;
  return makeHold(db, { sale, accountId, seatNumbers, ...(expiresInMs !== undefined && { expiresInMs }) });
};

export async function claim({ id, accountId, totalAmount }: Reservation): Promise<Payment> {
  const payload = {
    method: 'gateway',
    reservationId: id,
    paymentKey: `key-${id}`,
    amount: totalAmount,
  } as const;
  const claimed = await payments.claimReservation(command(accountId, payload), TERMS);
  if (claimed.kind !== 'claimed') throw new Error('the claim was refused');
  return claimed.open.payment;
}

export async function pay(reservation: Reservation): Promise<Payment> {
  const payment = await claim(reservation);
  await payments.settleApproved(payment.id, new Date());
  return payment;
}

export async function topUp(accountId: AccountId, amount: number): Promise<Payment> {
  const orderId = `order-${newId('pay')}`;
  const claimed = await payments.claimTopUp(
    command(accountId, { amount, orderId, paymentKey: `key-${orderId}` }),
    TERMS,
  );
  if (claimed.kind !== 'claimed') throw new Error('the top-up was refused');
  await payments.settleApproved(claimed.open.payment.id, new Date());
  return claimed.open.payment;
}

export const cancel = (reservation: Reservation, seatNumbers?: number[]) =>
  cancellations.claimCancellation(askToCancel(reservation, seatNumbers), TERMS);

async function payFromWallet(accountId: AccountId): Promise<Reservation> {
  await topUp(accountId, 200_000);
  const reservation = await hold(accountId);
  await payments.payFromWallet(command(accountId, { method: 'wallet', reservationId: reservation.id }));
  return reservation;
}

/** Pays a reservation and cancels its first seat. Returns the id of the refund. */
export async function cancelOne(reservation: Reservation): Promise<string> {
  await pay(reservation);
  const claimed = await cancel(reservation, [reservation.seats[0]?.seatNumber ?? 0]);
  if (!('refund' in claimed)) throw new Error('the refund was decided without the gateway');
  await payments.settleRefund(claimed.refund.id);
  return claimed.refund.id;
}

/**
 * The hold expires while the gateway is silent; the gateway later reports the money as captured.
 */
async function payLate(options: { readonly seatGone: boolean }): Promise<void> {
  const reservation = await hold(await newFan());
  const payment = await claim(reservation);
  await db.query(`update reservations set expires_at = expires_at - interval '1 day' where id = $1`, [
    reservation.id,
  ]);
  await db.query(
    `update domain_events set payload = jsonb_set(payload::jsonb, '{expiresAt}', to_jsonb(to_char(
       (payload ->> 'expiresAt')::timestamptz at time zone 'UTC' - interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
     where stream = $1 and version = 2`,
    [reservation.id],
  );
  await makeExpiryStore(db).expireOverdue(10, []);
  const [seat] = reservation.seats;
  if (options.seatGone && seat) {
    await makeHold(db, { sale, accountId: await newFan(), seatNumbers: [seat.seatNumber] });
  }
  const settled = await payments.settleApproved(payment.id, new Date());
  if (settled.kind === 'refund_due') await payments.settleRefund(settled.refund.id);
}

async function holdThroughTheLedger(): Promise<string> {
  const partition = await openHoldPartitions({ url: database.url, db }).claim(0);
  if (!partition) throw new Error('could not acquire a partition of a fresh database');
  const request = { seatNumbers: [nextSeat] };
  nextSeat += 1;
  const { concertId, performanceId } = sale;
  const asked = { ...command(fan, { concertId, performanceId, queueToken: null, request }), admitted: true };
  await decideAll(partition.batches, [asked], makeDecideHolds(newId)).finally(() => partition.release());
  return asked.jobId;
}

export let heldBy: string;

beforeAll(async () => {
  sale = await makeSale(db, { seats: 100 });
  fan = await newFan();
  heldBy = await holdThroughTheLedger();
  await hold(await newFan(), 2);
  await pay(await hold(await newFan(), 2));
  await payFromWallet(await newFan());
  await payments.settleDeclined((await claim(await hold(await newFan()))).id, 'REJECT_CARD_COMPANY');
  await cancel(await hold(await newFan()));
  await cancel(await payFromWallet(await newFan()));
  const refunded = await hold(await newFan());
  await pay(refunded);
  const cancelling = await cancel(refunded);
  if ('refund' in cancelling) await payments.settleRefund(cancelling.refund.id);
  await cancelOne(await hold(await newFan(), 3));
  await hold(await newFan(), 1, -1_000);
  await makeExpiryStore(db).expireOverdue(10, []);
  await payLate({ seatGone: false });
  await payLate({ seatGone: true });
});

/** The findings that the statements add. They run with triggers disabled. */
export async function breaking(...statements: readonly (readonly [sql: string, ...values: unknown[]])[]) {
  const before = new Set((await audit(db)).map(asText));
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    for (const [sql, ...values] of statements) await tx.query(sql, values);
  });
  return (await audit(db)).filter((finding) => !before.has(asText(finding)));
}
const asText = (finding: AuditFinding) => JSON.stringify(finding);
const found = (findings: readonly AuditFinding[]) => findings.map(({ check, subject }) => [check, subject]);

export const seatOf = (reservation: Reservation) =>
  `${sale.performanceId} seat ${reservation.seats[0]?.seatNumber}`;
const reported = new Set<AuditCheckName>();
export const expectFindings = (
  findings: readonly AuditFinding[],
  ...expected: [AuditCheckName, string][]
) => {
  expect(found(findings).sort()).toEqual(expected.sort());
  for (const finding of findings) {
    expect(finding.detail.length).toBeGreaterThan(10);
    reported.add(finding.check);
  }
};

/** Tests that each of these checks has reported a violation. */
export const expectReported = (checks: readonly { readonly name: AuditCheckName }[]) =>
  expect(checks.filter(({ name }) => !reported.has(name))).toEqual([]);
