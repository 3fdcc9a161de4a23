import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { Reservation } from '@concert-mania/core/holds/model';
import type { Payment } from '@concert-mania/core/payments/model';
import type { AccountId } from '@concert-mania/core/shared/ids';
import { makeAccount, makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { decideAll, openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { beforeAll, describe, expect, it } from 'vitest';
import { makePaymentStore } from '../money/payments/payment-store.ts';
import { makeCancellationStore } from '../money/refunds/cancellation-store.ts';
import { makeExpiryStore } from '../reservations/expiry-store.ts';
import { AUDIT_CHECKS, type AuditCheckName, type AuditFinding, audit, runAudit } from './audit.ts';

const database = await testDatabase();
const db = openForTest(database);
const payments = makePaymentStore(db, newId);
const cancellations = makeCancellationStore(db, newId);
const TERMS = { payingMs: 60_000, checkAfterMs: 60_000, sent: true };

let sale: Sale;
let fan: AccountId;
let nextSeat = 1;
let jobs = 0;

const command = <P>(accountId: AccountId, payload: P) => {
  jobs += 1;
  const jobId = `job_a${String(jobs).padStart(24, '0')}`;
  return { jobId, accountId, fingerprint: 'f', acceptedAt: new Date(), payload };
};
const newFan = () => makeAccount(db);
const hold = (accountId: AccountId, seats = 1, expiresInMs?: number) => {
  const seatNumbers = Array.from({ length: seats }, (_, index) => nextSeat + index);
  nextSeat += seats;
  return makeHold(db, { sale, accountId, seatNumbers, ...(expiresInMs !== undefined && { expiresInMs }) });
};

async function claim({ id, accountId, totalAmount }: Reservation): Promise<Payment> {
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

async function pay(reservation: Reservation): Promise<Payment> {
  const payment = await claim(reservation);
  await payments.settleApproved(payment.id, new Date());
  return payment;
}

async function topUp(accountId: AccountId, amount: number): Promise<Payment> {
  const orderId = `order-${newId('pay')}`;
  const claimed = await payments.claimTopUp(
    command(accountId, { amount, orderId, paymentKey: `key-${orderId}` }),
    TERMS,
  );
  if (claimed.kind !== 'claimed') throw new Error('the top-up was refused');
  await payments.settleApproved(claimed.open.payment.id, new Date());
  return claimed.open.payment;
}

const cancel = ({ id, accountId }: Reservation) =>
  cancellations.claimCancellation(command(accountId, { reservationId: id, reason: null }), TERMS);

async function payFromWallet(accountId: AccountId): Promise<Reservation> {
  await topUp(accountId, 200_000);
  const reservation = await hold(accountId);
  await payments.payFromWallet(command(accountId, { method: 'wallet', reservationId: reservation.id }));
  return reservation;
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

let heldBy: string;

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
  if (cancelling.kind !== 'decided') await payments.settleRefund(cancelling.refund.id);
  await hold(await newFan(), 1, -1_000);
  await makeExpiryStore(db).expireOverdue(10, []);
  await payLate({ seatGone: false });
  await payLate({ seatGone: true });
});

/** The findings that the statements add. They run with triggers disabled. */
async function breaking(...statements: readonly (readonly [sql: string, ...values: unknown[]])[]) {
  const before = new Set((await audit(db)).map(asText));
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    for (const [sql, ...values] of statements) await tx.query(sql, values);
  });
  return (await audit(db)).filter((finding) => !before.has(asText(finding)));
}
const asText = (finding: AuditFinding) => JSON.stringify(finding);
const found = (findings: readonly AuditFinding[]) => findings.map(({ check, subject }) => [check, subject]);

const seatOf = (reservation: Reservation) => `${sale.performanceId} seat ${reservation.seats[0]?.seatNumber}`;
const reported = new Set<AuditCheckName>();
const expectFindings = (findings: readonly AuditFinding[], ...expected: [AuditCheckName, string][]) => {
  expect(found(findings).sort()).toEqual(expected.sort());
  for (const finding of findings) {
    expect(finding.detail.length).toBeGreaterThan(10);
    reported.add(finding.check);
  }
};

describe('the audit', () => {
  it('finds nothing after every possible way of a reservation and its money', async () => {
    expect(await audit(db)).toEqual([]);
    const ways = await db.query<{ status: string }>(
      'select distinct status from reservations order by status',
    );
    expect(ways.map((row) => row.status)).toEqual([
      'cancelled',
      'confirmed',
      'expired',
      'held',
      'payment_failed',
      'released',
    ]);
  });

  it('reports a seat with two owners', async () => {
    const mine = await hold(await newFan());
    const yours = await hold(await newFan());
    const seats = JSON.stringify(mine.seats);
    const findings = await breaking(
      ['update reservations set seats = $2 where id = $1', yours.id, seats],
      [
        `update domain_events set payload = jsonb_set(payload::jsonb, '{reservation,seats}', $2) where stream = $1`,
        yours.id,
        seats,
      ],
    );
    expectFindings(
      findings,
      ['one-owner-per-seat', seatOf(mine)],
      ['seats-and-reservations-agree', seatOf(mine)],
      ['seats-and-reservations-agree', seatOf(yours)],
    );
  });

  it('reports a seat of an ended reservation, a free seat of a live one, and an unpaid seat that is sold', async () => {
    const dangling = await hold(await newFan());
    const freed = await hold(await newFan());
    const sold = await hold(await newFan());
    await cancel(dangling);
    const { performanceId } = sale;
    const findings = await breaking(
      [
        'update seats set reservation_id = $3 where performance_id = $1 and seat_number = $2',
        performanceId,
        dangling.seats[0]?.seatNumber,
        dangling.id,
      ],
      ['update seats set reservation_id = null where reservation_id = $1', freed.id],
      ['update seats set sold = true where reservation_id = $1', sold.id],
    );
    expectFindings(
      findings,
      ['seats-and-reservations-agree', seatOf(dangling)],
      ['seats-and-reservations-agree', seatOf(freed)],
      ['seats-and-reservations-agree', seatOf(sold)],
    );
    expect(findings.map((finding) => finding.detail).join()).toContain(`free although ${freed.id} is held`);
  });

  it('reports a fan with more live seats than the concert allows', async () => {
    const greedy = await newFan();
    await hold(greedy, 4);
    await hold(greedy, 1);
    const findings = (await audit(db)).filter((finding) => finding.subject === greedy);
    expectFindings(findings, ['nobody-over-the-limit', greedy]);
    expect(findings[0]?.detail).toContain('5 live seats');
  });

  it('reports a hold past its deadline and grace period', async () => {
    const overdue = await hold(await newFan(), 1, -60_000);
    const recent = await hold(await newFan(), 1, -1_000);
    const findings = (await audit(db)).filter(({ subject }) => [overdue.id, recent.id].includes(subject));
    expectFindings(findings, ['no-overdue-hold', overdue.id]);
    await makeExpiryStore(db).expireOverdue(10, []);
  });

  it('reports a reservation that miscounts its seats or their price', async () => {
    const cheap = await hold(await newFan(), 2);
    const [total, count] = [cheap.totalAmount - 1, 3];
    const findings = await breaking(
      ['update reservations set total_amount = $2, seat_count = $3 where id = $1', cheap.id, total, count],
      [
        `update domain_events set payload = jsonb_set(payload::jsonb, '{reservation,totalAmount}', to_jsonb($2::int)) where stream = $1`,
        cheap.id,
        total,
      ],
    );
    expectFindings(findings, ['reservations-add-up', cheap.id]);
  });

  it('reports a performance with a missing seat', async () => {
    const small = await makeSale(db, { seats: 3 });
    const findings = await breaking([
      'delete from seats where performance_id = $1 and seat_number = 2',
      small.performanceId,
    ]);
    expectFindings(findings, ['performances-have-every-seat', small.performanceId]);
  });

  it('reports a seat on sale without a price, and a withheld seat with a price', async () => {
    const { performanceId } = await makeSale(db, { seats: 4 });
    const findings = await breaking(
      [`delete from performance_prices where performance_id = $1 and category = 'R'`, performanceId],
      [
        `update seats set not_for_sale = 'no_price' where performance_id = $1 and seat_number in (1, 3)`,
        performanceId,
      ],
      [
        `update seats set not_for_sale = 'blocked' where performance_id = $1 and seat_number = 2`,
        performanceId,
      ],
    );
    expectFindings(
      findings,
      ['seats-for-sale-have-a-price', `${performanceId} seat 1`],
      ['seats-for-sale-have-a-price', `${performanceId} seat 4`],
    );
  });

  it('reports cancelled seats without a return time, or past it', async () => {
    const { performanceId } = await makeSale(db, { seats: 4 });
    const findings = await breaking(
      [
        `update seats set not_for_sale = 'returning' where performance_id = $1 and seat_number in (1, 2)`,
        performanceId,
      ],
      [
        `insert into returning_seats values ($1, 2, now() - interval '1 minute'), ($1, 3, now() + interval '1 minute')`,
        performanceId,
      ],
    );
    expectFindings(
      findings,
      ['cancelled-seats-return', `${performanceId} seat 1`],
      ['cancelled-seats-return', `${performanceId} seat 2`],
      ['cancelled-seats-return', `${performanceId} seat 3`],
    );
  });

  it('reports reservations and outcomes of accounts that do not exist', async () => {
    const ghost = await newFan();
    const reservation = await hold(ghost);
    const { jobId } = command(ghost, null);
    const findings = await breaking(
      [
        `insert into command_outcomes (job_id, account_id, type, fingerprint, outcome, accepted_at)
        values ($1, $2, 'reservation.cancel', 'f', '{"status":"rejected"}', now())`,
        jobId,
        ghost,
      ],
      ['delete from wallets where account_id = $1', ghost],
      ['delete from accounts where id = $1', ghost],
    );
    expectFindings(findings, ['references-exist', reservation.id], ['references-exist', jobId]);
  });

  it('reports a transfer out of balance and a wallet that differs from its entries', async () => {
    const rich = await newFan();
    const payment = await topUp(rich, 10_000);
    const [transfer] = await db.query<{ id: string }>(
      'select id from ledger_transfers where reference = $1',
      [payment.id],
    );
    const findings = await breaking([
      `update ledger_entries set amount = 20000 where transfer_id = $1 and ledger_account = 'wallet:' || $2::text`,
      transfer?.id,
      rich,
    ]);
    expectFindings(
      findings,
      ['transfers-balanced', transfer?.id ?? ''],
      ['wallets-equal-their-entries', rich],
      ['wallets-equal-their-entries', rich],
      ['ledger-books-every-payment', payment.id],
    );
  });

  it('reports a wallet credited without an entry', async () => {
    const rich = await newFan();
    const findings = await breaking(['update wallets set balance_amount = 5 where account_id = $1', rich]);
    expectFindings(findings, ['wallets-equal-their-entries', rich]);
  });

  it('reports a confirmed reservation without money, and money without a ticket', async () => {
    const unpaid = await hold(await newFan());
    const paid = await hold(await newFan());
    const payment = await pay(paid);
    const findings = await breaking(
      [`update reservations set status = 'confirmed' where id = $1`, unpaid.id],
      ['update seats set sold = true where reservation_id = $1', unpaid.id],
      [`update reservations set status = 'expired' where id = $1`, paid.id],
      ['update seats set sold = false, reservation_id = null where reservation_id = $1', paid.id],
    );
    expectFindings(
      findings,
      ['captured-money-has-tickets-or-refunds', unpaid.id],
      ['reservation-events-fold-to-rows', unpaid.id],
      ['captured-money-has-tickets-or-refunds', payment.id],
      ['reservation-events-fold-to-rows', paid.id],
    );
  });

  it('reports money given back without a refund', async () => {
    const payment = await pay(await hold(await newFan(), 2));
    const findings = await breaking(['update payments set refunded_amount = 100 where id = $1', payment.id]);
    expectFindings(
      findings,
      ['captured-money-has-tickets-or-refunds', payment.id],
      ['payment-events-fold-to-rows', payment.id],
    );
  });

  it('reports money that waits for staff', async () => {
    const payment = await pay(await hold(await newFan()));
    const findings = await breaking([
      `insert into stuck_money (id, kind, payment_id, wanted_amount, code, message)
       values ('stk_1', 'refund_refused', $1, 150000, 'NOT_CANCELABLE_PAYMENT', 'no')`,
      payment.id,
    ]);
    expectFindings(findings, ['no-money-is-stuck', 'stk_1']);
  });

  it("reports where the gateway's list and our books disagree", async () => {
    const findings = await breaking([
      `insert into gateway_differences (payment_key, kind, order_id, there_amount, here_amount)
       values ('pk_1', 'capture_unknown_here', 'order_1', 150000, 0)`,
    ]);
    expectFindings(findings, ['gateway-agrees', 'order_1']);
  });

  it('reports a payment without a ledger transfer, and a transfer without a payment', async () => {
    const payment = await pay(await hold(await newFan()));
    const findings = await breaking([
      'update ledger_transfers set reference = $2 where reference = $1',
      payment.id,
      `${payment.id}x`,
    ]);
    expectFindings(
      findings,
      ['ledger-books-every-payment', payment.id],
      ['ledger-books-every-payment', payment.id],
      ['ledger-books-every-payment', `${payment.id}x`],
      ['ledger-books-every-payment', `${payment.id}x`],
    );
  });

  it('reports a pending transfer that is missing, ended unlike its payment, or has no payment', async () => {
    const [unreserved, open, posted, voided, changed] = [
      await claim(await hold(await newFan())),
      await pay(await hold(await newFan())),
      await claim(await hold(await newFan())),
      await pay(await hold(await newFan())),
      await claim(await hold(await newFan())),
    ];
    const declined = await claim(await hold(await newFan()));
    await payments.settleDeclined(declined.id, 'REJECT_CARD_COMPANY');
    const cancelling = await hold(await newFan());
    await pay(cancelling);
    const refund = await cancel(cancelling);
    if (refund.kind === 'decided') throw new Error('the refund was decided without the gateway');
    const findings = await breaking(
      ['delete from ledger_pending where reference = $1', unreserved.id],
      ['delete from ledger_resolutions where reference = any($1)', [open.id, declined.id]],
      [`insert into ledger_resolutions values ($1, 'posted', $1)`, posted.id],
      [
        `update ledger_resolutions set outcome = 'voided', posted_reference = null where reference = $1`,
        voided.id,
      ],
      ['update ledger_pending set amount = amount + 1 where reference = $1', changed.id],
      [`insert into ledger_resolutions values ($1, 'voided', null)`, refund.refund.id],
      [`insert into ledger_pending values ('pay_stray', 'payment', 'gateway-clearing', 'revenue', 1)`],
    );
    const subjects = [unreserved, open, posted, voided, changed, declined, refund.refund].map(({ id }) => id);
    expectFindings(
      findings,
      ...[...subjects, 'pay_stray'].map((id): [AuditCheckName, string] => [
        'money-in-flight-is-resolved',
        id,
      ]),
    );
  });

  it('reports a failed outcome for money that was taken, and a payment without an outcome', async () => {
    const denied = await pay(await hold(await newFan()));
    const silent = await pay(await hold(await newFan()));
    const findings = await breaking(
      [`update command_outcomes set outcome = '{"status":"failed"}' where job_id = $1`, denied.jobId],
      ['delete from command_outcomes where job_id = $1', silent.jobId],
    );
    expectFindings(
      findings,
      ['outcomes-match-effects', denied.jobId],
      ['outcomes-match-effects', silent.jobId],
    );
  });

  it('reports a hold that succeeded twice, or without a reservation', async () => {
    const { jobId } = command(fan, null);
    const findings = await breaking([
      `insert into command_outcomes select $2, account_id, type, fingerprint, outcome, accepted_at from command_outcomes
       where job_id = $1`,
      heldBy,
      jobId,
    ]);
    expectFindings(findings, ['outcomes-match-effects', heldBy < jobId ? heldBy : jobId]);
    const lost = command(fan, null).jobId;
    expectFindings(
      await breaking([
        `insert into command_outcomes (job_id, account_id, type, fingerprint, outcome, accepted_at)
         values ($1, $2, 'reservation.hold', 'f', '{"status":"succeeded","result":{"reservation":{"id":"res_0"}}}', now())`,
        lost,
        fan,
      ]),
      ['outcomes-match-effects', lost],
    );
  });

  it('reports a row that differs from its events, a gap, an impossible sequence, and events without a row', async () => {
    const moved = await hold(await newFan());
    const gap = await pay(await hold(await newFan()));
    const impossible = await hold(await newFan());
    const findings = await breaking(
      [`update reservations set expires_at = expires_at + interval '1 hour' where id = $1`, moved.id],
      ['delete from domain_events where stream = $1 and version = 1', gap.id],
      [`update reservations set version = 2 where id = $1`, impossible.id],
      [
        `insert into domain_events (stream, version, type, payload) values ($1, 2, 'reservation.cancelled', '{}')`,
        impossible.id,
      ],
      [
        `insert into domain_events (stream, version, type, payload) values ('res_stray', 1, 'reservation.held', '{}')`,
      ],
    );
    expectFindings(
      findings,
      ['reservation-events-fold-to-rows', moved.id],
      ['payment-events-fold-to-rows', gap.id],
      ['reservation-events-fold-to-rows', impossible.id],
      ['reservation-events-fold-to-rows', 'res_stray'],
    );
    expect(findings.find((finding) => finding.subject === impossible.id)?.detail).toContain(
      'after status held',
    );
  });

  it('reports a consumer that does not read its events, after a grace period', async () => {
    const findings = await breaking(
      [
        `insert into event_cursors (consumer, position, types) values ('behind', 0, '{late}'), ('at-work', 0, '{fresh}')`,
      ],
      [
        `insert into domain_events (stream, version, type, payload, occurred_at)
         values ('x_late', 1, 'late', '{}', now() - interval '2 minutes'), ('x_fresh', 1, 'fresh', '{}', now())`,
      ],
    );
    expectFindings(findings, ['events-are-read', 'behind']);
  });

  it('finds the same in pages of any size, lists the requested number of findings and counts the rest', async () => {
    const paged = await audit(db, { pageSize: 2 });
    expect(paged).toEqual(await audit(db));
    expect(paged.length).toBeGreaterThan(5);
    const counted = (await runAudit(db, { maxFindings: 1 })).filter(({ count }) => count > 0);
    expect(counted.map(({ first }) => first.length)).toEqual(counted.map(() => 1));
    expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(paged.length);
  });

  it('releases its snapshot between checks and pages, so vacuum does not wait for the whole audit', async () => {
    let snapshots = 0;
    const counted = {
      ...db,
      transaction: <T>(work: Parameters<typeof db.transaction<T>>[0]) => {
        snapshots += 1;
        return db.transaction(work);
      },
    };
    await runAudit(counted, { pageSize: 1_000 });
    const large = snapshots;
    expect(large).toBeGreaterThanOrEqual(AUDIT_CHECKS.length);
    await runAudit(counted, { pageSize: 2 });
    expect(snapshots - large).toBeGreaterThan(large + 5);
  });

  it('has a reported violation for each of its checks', () => {
    expect([...reported].sort()).toEqual(AUDIT_CHECKS.map(({ name }) => name).sort());
  });
});
