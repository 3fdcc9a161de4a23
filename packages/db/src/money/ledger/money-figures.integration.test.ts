import { makeSale, newId } from '@concert-mania/testkit/data/builders';
import { makeFundedAccount, payByGateway, payByWallet } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import { makePaymentStore } from '../payments/payment-store.ts';
import { makeMoneyFigures } from './money-figures.ts';

const db = openForTest(await testDatabase());
const figures = makeMoneyFigures(db);
const NEVER_MS = 3_600_000;

test('sums the ledger by account and by day in Seoul, and lists open money, oldest first', async () => {
  expect(await figures.summary(1)).toMatchObject({
    payments: { count: 0, amount: 0 },
    oldest: [],
    balances: [],
  });
  const accountId = await makeFundedAccount(db, 500_000);
  await makeFundedAccount(db, 1_000);
  const sale = await makeSale(db);
  const paid = await makeHold(db, { sale, accountId, seatNumbers: [1] });
  const store = makePaymentStore(db, newId);
  await store.payFromWallet(payByWallet(paid));
  const open = await makeHold(db, { sale, accountId, seatNumbers: [2] });
  const terms = { payingMs: NEVER_MS, checkAfterMs: NEVER_MS, sent: true };
  await store.claimReservation(payByGateway(open), terms);

  const price = open.totalAmount;
  const { payments, refunds, stuck, oldest, balances } = await figures.summary(1);
  expect([payments, refunds.count, stuck.count]).toEqual([{ count: 1, amount: price }, 0, 0]);
  expect(oldest).toMatchObject([
    { kind: 'payment', reservationId: open.id, accountId, method: 'gateway', amount: price },
  ]);
  expect(balances).toEqual([
    { account: 'gateway-clearing', amount: -501_000 },
    { account: 'revenue', amount: price },
    { account: 'wallets', amount: 501_000 - price },
  ]);

  // 15:00 UTC is midnight in Seoul.
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(
      `update ledger_entries set created_at = case when amount = 1000
         then '2027-01-31T14:59:59Z'::timestamptz else '2027-01-31T15:00:00Z' end`,
    );
  });
  expect(await figures.days('2027-01-31', '2027-01-31')).toEqual([
    { day: '2027-01-31', account: 'wallets', credit: 1_000, debit: 0 },
  ]);
  const days = await figures.days('2027-01-30', '2027-02-01');
  expect(days.map(({ day, account }) => `${day} ${account}`)).toEqual([
    '2027-02-01 gateway-clearing',
    '2027-02-01 revenue',
    '2027-02-01 wallets',
    '2027-01-31 wallets',
  ]);
  expect(days[2]).toMatchObject({ credit: 500_000, debit: price });
});
