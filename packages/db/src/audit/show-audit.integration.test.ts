import { makeSale, newId } from '@concert-mania/testkit/data/builders';
import { commandOf } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { it } from 'vitest';
import { makeCancellationStore } from '../money/refunds/cancellation-store.ts';
import { makeShowCancellations } from '../shows/show-cancellations.ts';
import { showChecks } from './show-checks.ts';
import { breaking, db, expectFindings, expectReported, newFan, payments } from './testing/audited-sale.ts';

const cancellations = makeShowCancellations(db, makeCancellationStore(db, newId), newId);
const terms = { payingMs: 60_000, checkAfterMs: 60_000, sent: true };

async function cancelledShow() {
  const sale = await makeSale(db, { seats: 4 });
  const accountId = await newFan();
  const reservation = await makeHold(db, { sale, accountId, seatNumbers: [1] });
  const paymentKey = `key-${reservation.id}`;
  const amount = reservation.totalAmount;
  const pay = { method: 'gateway', reservationId: reservation.id, paymentKey, amount } as const;
  const claim = await payments.claimReservation(commandOf(accountId, pay), terms);
  if (claim.kind !== 'claimed') throw new Error('the claim was refused');
  await payments.settleApproved(claim.open.payment.id, new Date());
  const { performanceId } = sale;
  await cancellations.begin(commandOf(accountId, { performanceId, reason: 'storm' }));
  return { performanceId, reservation, payment: claim.open.payment };
}

it('reports a live seat of a performance whose refunds are done, but none at the desk', async () => {
  const { performanceId, reservation } = await cancelledShow();
  const finish = [
    `update show_cancellations set finished_at = now() - interval '1 hour' where performance_id = $1`,
    performanceId,
  ] as const;
  const atDesk = 'update show_cancellation_items set at_desk = $2 where reservation_id = $1';
  expectFindings(await breaking(finish, [atDesk, reservation.id, true]));
  const findings = await breaking([atDesk, reservation.id, false]);
  expectFindings(findings, ['cancelled-performances-have-no-live-seat', `${performanceId} seat 1`]);
});

it('reports a fee that was kept, and a sale that went on', async () => {
  const { performanceId, reservation } = await cancelledShow();
  const claim = await cancellations.end(
    { performanceId, reason: 'storm' },
    { reservationId: reservation.id, accountId: reservation.accountId },
    0,
  );
  if (claim?.kind !== 'claimed') throw new Error('no refund began');
  await payments.settleRefund(claim.refund.id);
  const [fee, open] = [
    await breaking(['update refunds set fee_amount = 10 where id = $1', claim.refund.id]),
    await breaking([
      `update performances set sale_closes_at = now() + interval '1 day' where id = $1`,
      performanceId,
    ]),
  ];
  expectFindings(open, ['cancelled-performances-are-closed', performanceId]);
  expectFindings(
    fee.filter(({ check }) => check === 'cancelled-performances-are-refunded-in-full'),
    ['cancelled-performances-are-refunded-in-full', claim.refund.id],
  );
});

it('has a reported violation for each check of cancelled performances', () => {
  expectReported(showChecks);
});
