import type { Reservation } from '@concert-mania/core/holds/model';
import {
  GATEWAY_CLEARING,
  ownerOfWallet,
  REVENUE,
  type Transfer,
  walletOf,
} from '@concert-mania/core/payments/ledger';
import { addPerformance, makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { makeFundedAccount, payByWallet } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import { audit } from '../../audit/audit.ts';
import { lockWallet } from '../load-money.ts';
import { makePaymentStore } from '../payments/payment-store.ts';
import { makeWalletStore } from '../wallet/wallet-store.ts';
import { writeMoney } from '../write-money.ts';

const database = await testDatabase();
const db = openForTest(database, 20);
const wallets = makeWalletStore(db);

const transferOf = (entries: Transfer['entries'], reference = newId('pay')): Transfer => ({
  id: newId('trf'),
  reference,
  kind: 'payment',
  entries,
});
const post = (transfer: Transfer) =>
  db.transaction(async (tx) => {
    const balances = new Map<string, number>();
    for (const { account } of transfer.entries) {
      const owner = ownerOfWallet(account);
      if (owner) balances.set(owner, await lockWallet(tx, owner));
    }
    return writeMoney(tx, { answer: null, changes: [{ kind: 'transfer_posted', transfer }] }, balances);
  });

test('never overdraws a wallet, and keeps its sum of entries, under 200 parallel spends', async () => {
  const sale = await makeSale(db, { seats: 20 });
  const performances = [sale.performanceId];
  while (performances.length < 50) performances.push(await addPerformance(db, sale));
  const accountId = await makeFundedAccount(db, 70 * 150_000 + 149_999);
  const holds: Reservation[] = [];
  for (const performanceId of performances) {
    for (const seatNumber of [1, 2, 3, 4]) {
      const { concertId } = sale;
      holds.push(
        await makeHold(db, { sale: { concertId, performanceId }, accountId, seatNumbers: [seatNumber] }),
      );
    }
  }
  const store = makePaymentStore(db, newId);
  const outcomes = await Promise.all(holds.map((hold) => store.payFromWallet(payByWallet(hold))));
  const succeeded = outcomes.filter((outcome) => outcome.status === 'succeeded');
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.error.code] : []));
  expect(succeeded).toHaveLength(70);
  expect(new Set(refused)).toEqual(new Set(['insufficient_balance']));
  expect(await wallets.findBalance(accountId)).toBe(149_999);
  const [sum] = await db.query<{ total: number }>(
    'select sum(amount)::bigint as total from ledger_entries where ledger_account = $1',
    [walletOf(accountId)],
  );
  expect(sum?.total).toBe(149_999);
  expect(await audit(db)).toEqual([]);
});

test('lists the entries of a wallet newest first, each with the balance it left, page by page', async () => {
  const accountId = await makeAccount(db);
  const wallet = walletOf(accountId);
  for (const amount of [1_000, -300, 50]) {
    await post(
      transferOf([
        { account: REVENUE, amount: -amount },
        { account: wallet, amount },
      ]),
    );
  }
  const first = await wallets.listEntries(accountId, { before: null, limit: 2 });
  expect(first.more).toBe(true);
  expect(first.items.map((entry) => [entry.amount, entry.balanceAfterAmount])).toEqual([
    [50, 750],
    [-300, 700],
  ]);
  const rest = await wallets.listEntries(accountId, { before: first.items[1]!.id, limit: 2 });
  expect(rest).toMatchObject({ items: [{ amount: 1_000, balanceAfterAmount: 1_000 }], more: false });
});

test('says that an account without a wallet has nothing', async () => {
  expect(await wallets.findBalance('usr_unknown')).toBe(0);
});

test('refuses a transfer that does not add up to nothing', async () => {
  const accountId = await makeAccount(db);
  const unbalanced = transferOf([
    { account: GATEWAY_CLEARING, amount: -1_000 },
    { account: walletOf(accountId), amount: 999 },
  ]);
  await expect(post(unbalanced)).rejects.toMatchObject({ constraint: 'ledger_transfers_balanced' });
  expect(await wallets.findBalance(accountId)).toBe(0);
});

test('books a reference once', async () => {
  const accountId = await makeAccount(db);
  const entries = [
    { account: GATEWAY_CLEARING, amount: -1_000 },
    { account: walletOf(accountId), amount: 1_000 },
  ] as const;
  const reference = newId('pay');
  await post(transferOf(entries, reference));
  await expect(post(transferOf(entries, reference))).rejects.toMatchObject({ code: '23505' });
  expect(await wallets.findBalance(accountId)).toBe(1_000);
});

test.each([
  'update ledger_entries set amount = amount + 1',
  'delete from ledger_entries',
  `update ledger_transfers set kind = 'refund'`,
  'delete from ledger_transfers',
])('is append-only: refuses "%s"', async (statement) => {
  await expect(db.query(statement)).rejects.toMatchObject({ code: '23001' });
});
