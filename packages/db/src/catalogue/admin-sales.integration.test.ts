import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { askToCancel, payByGateway, payByWallet } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import { makePaymentStore } from '../money/payments/payment-store.ts';
import { makeCancellationStore } from '../money/refunds/cancellation-store.ts';
import { makeSalesReader, READ_SALES } from './admin-sales.ts';

const db = openForTest(await testDatabase());
const payments = makePaymentStore(db, newId);
const sales = makeSalesReader(db);
const TERMS = { payingMs: 60_000, checkAfterMs: 60_000, sent: true };
const PRICE = 150_000;

test('counts the seats, new holds and money of one performance, including kept fees', async () => {
  // One day before the show, the cancellation fee is 30 %.
  const sale = await makeSale(db, { startsAt: new Date(Date.now() + 24 * 3_600_000) });
  const elsewhere = await makeSale(db);
  const [fan, rich] = [await makeAccount(db), await makeAccount(db, { balanceAmount: 5 * PRICE })];
  const hold = (accountId: string, ...seatNumbers: number[]) =>
    makeHold(db, { sale, accountId, seatNumbers });

  const old = await hold(fan, 1);
  await db.query(`update reservations set created_at = now() - interval '1 hour' where id = $1`, [old.id]);
  await hold(fan, 2, 3);
  const byCard = await hold(fan, 4);
  const claimed = await payments.claimReservation(payByGateway(byCard), TERMS);
  if (claimed.kind === 'claimed') await payments.settleApproved(claimed.open.payment.id, new Date());
  const fromWallet = await hold(rich, 5);
  await payments.payFromWallet(payByWallet(fromWallet));
  const cancelled = await hold(rich, 6);
  await payments.payFromWallet(payByWallet(cancelled));
  await makeCancellationStore(db, newId).claimCancellation(askToCancel(cancelled), TERMS);
  const other = await makeHold(db, { sale: elsewhere, accountId: rich, seatNumbers: [1] });
  await payments.payFromWallet(payByWallet(other));

  await db.query(
    `update seats set not_for_sale = 'blocked' where performance_id = $1 and seat_number in (1, 100)`,
    [sale.performanceId],
  );
  const [refund] = await db.query<{ fee: number }>('select sum(fee_amount)::bigint as fee from refunds');
  expect(await sales.find(sale.performanceId)).toEqual({
    concertId: sale.concertId,
    available: 94,
    held: 3,
    sold: 2,
    notForSale: 1,
    returning: 0,
    revenueAmount: 2 * PRICE + (refund?.fee ?? 0),
    holdsPerSecond: 0.3,
  });
});

test('a draft has figures, and an unknown performance has none', async () => {
  const { performanceId } = await makeSale(db, { published: false });
  expect(await sales.find(performanceId)).toMatchObject({
    available: 100,
    held: 0,
    sold: 0,
    revenueAmount: 0,
  });
  expect(await sales.find('prf_none')).toBeNull();
});

test('the money of a performance is found without reading every reservation', async () => {
  const plan = await db.transaction(async (tx) => {
    // Test tables are so small that a sequential scan is cheapest. With it disabled, it appears
    // only where no index helps.
    await tx.query('set local enable_seqscan = off');
    return tx.query(`explain ${READ_SALES}`, ['prf_1', 10]);
  });
  const text = JSON.stringify(plan);
  expect(text).toContain('reservations_sold');
  expect(text).not.toContain('Seq Scan');
});
