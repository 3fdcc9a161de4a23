import { makeSale } from '@concert-mania/testkit/data/builders';
import { describe, expect, it } from 'vitest';
import { makeExpiryStore } from '../reservations/expiry-store.ts';
import { audit } from './audit.ts';
import { seatChecks } from './seat-checks.ts';
import {
  breaking,
  cancel,
  command,
  db,
  expectFindings,
  expectReported,
  hold,
  newFan,
  sale,
  seatOf,
} from './testing/audited-sale.ts';

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
      ['blocked-seats-have-no-owner', `${performanceId} seat 2`],
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

  it('has a reported violation for each check of seats', () => {
    expectReported(seatChecks);
  });
});
