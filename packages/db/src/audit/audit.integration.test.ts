import { describe, expect, it } from 'vitest';
import { AUDIT_CHECKS, type AuditCheckName, audit, runAudit } from './audit.ts';
import { eventChecks } from './event-checks.ts';
import { moneyChecks } from './money-checks.ts';
import {
  breaking,
  cancel,
  cancelOne,
  claim,
  command,
  db,
  expectFindings,
  expectReported,
  fan,
  heldBy,
  hold,
  newFan,
  pay,
  payments,
  seatOf,
  topUp,
} from './testing/audited-sale.ts';

describe('the audit', () => {
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

  it('reports a refund of other seats than the reservation lost, and one above their price', async () => {
    const [other, dear] = [await hold(await newFan(), 2), await hold(await newFan(), 2)];
    const [otherRefund, dearRefund] = [await cancelOne(other), await cancelOne(dear)];
    const findings = await breaking(
      [`update refunds set seat_numbers = '{99}' where id = $1`, otherRefund],
      ['update refunds set seats_amount = seats_amount - 1 where id = $1', dearRefund],
    );
    expectFindings(
      findings,
      ['partial-refunds-match-their-seats', other.id],
      ['partial-refunds-match-their-seats', dearRefund],
      ['captured-money-has-tickets-or-refunds', dear.id],
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
      ['confirmed-seats-have-tickets', seatOf(unpaid)],
      ['confirmed-seats-have-tickets', seatOf(paid)],
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
    if (!('refund' in refund)) throw new Error('the refund was decided without the gateway');
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

  it('has a reported violation for each check of money and events', () => {
    expectReported([...moneyChecks, ...eventChecks]);
  });
});
