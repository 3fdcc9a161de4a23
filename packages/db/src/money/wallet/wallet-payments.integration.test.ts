import type { Outcome } from '@concert-mania/core/shared/outcome';
import { makeSale, newId } from '@concert-mania/testkit/data/builders';
import { makeFundedAccount, payByWallet, topUpOf } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, expect, test, vi } from 'vitest';
import { audit } from '../../audit/audit.ts';
import type { Database } from '../../connection/database.ts';
import { PartNotWritten } from '../../connection/part-not-written.ts';
import { makePaymentStore } from '../payments/payment-store.ts';
import { makeWalletPayments } from './wallet-payments.ts';
import { makeWalletStore } from './wallet-store.ts';

const db = openForTest(await testDatabase(), 8);
const wallets = makeWalletStore(db);
const payments = makePaymentStore(db, newId);
const TERMS = { payingMs: 3_600_000, checkAfterMs: 3_600_000, sent: true };
const sale = await makeSale(db, { seats: 100 });

afterAll(async () => {
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});

let transactions = 0;
const counting: Database = {
  ...db,
  transaction: (work) => {
    transactions += 1;
    return db.transaction(work);
  },
};
const apart: unknown[] = [];
const pay = makeWalletPayments(counting, newId, { onFallback: (error) => apart.push(error), lateMs: 0 });
const codeOf = (outcome: Outcome) => (outcome.status === 'rejected' ? outcome.error.code : outcome.status);

let seat = 0;
async function makeFan(balanceAmount: number, { holds = 1, expiresInMs = 600_000 } = {}) {
  const accountId = await makeFundedAccount(db, balanceAmount);
  const held = await Promise.all(
    Array.from({ length: holds }, () => {
      seat += 1;
      return makeHold(db, { sale, accountId, seatNumbers: [seat], expiresInMs });
    }),
  );
  const [hold] = held;
  if (!hold) throw new Error('no hold');
  return { accountId, hold, held };
}
const makeFans = (fans: number, balanceAmount: number) =>
  Promise.all(Array.from({ length: fans }, () => makeFan(balanceAmount)));

test('pays together what is asked for together', async () => {
  const fans = await makeFans(30, 200_000);
  transactions = 0;
  const outcomes = await Promise.all(fans.map(({ hold }) => pay(payByWallet(hold))));
  expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['succeeded']));
  const paidFor = outcomes.map((outcome) =>
    outcome.status === 'succeeded' ? JSON.parse(JSON.stringify(outcome.result)).reservation.id : null,
  );
  expect(paidFor).toEqual(fans.map(({ hold }) => hold.id));
  for (const { accountId } of fans) expect(await wallets.findBalance(accountId)).toBe(50_000);
  expect(transactions).toBeLessThan(10);
});

test('refuses one and pays its neighbours', async () => {
  const [rich, poor, late, twice, double, last] = await Promise.all([
    makeFan(150_000),
    makeFan(149_999),
    makeFan(150_000, { expiresInMs: 1 }),
    makeFan(300_000, { holds: 2 }),
    makeFan(300_000),
    makeFan(150_000),
  ]);
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(late.hold.expiresAt.getTime()));
  const delivered = payByWallet(last.hold);
  const asked = [
    [payByWallet(rich.hold), 'succeeded'],
    [payByWallet(poor.hold), 'insufficient_balance'],
    [payByWallet(late.hold), 'hold_expired'],
    [payByWallet({ ...rich.hold, accountId: poor.accountId }), 'reservation_not_found'],
    ...twice.held.map((hold) => [payByWallet(hold), 'succeeded'] as const),
    [delivered, 'succeeded'],
    [delivered, 'succeeded'],
  ] as const;
  const rivals = [payByWallet(double.hold), payByWallet(double.hold)];
  const [outcomes, fought] = await Promise.all([
    Promise.all(asked.map(([command]) => pay(command))),
    Promise.all(rivals.map(pay)),
  ]);
  expect(outcomes.map(codeOf)).toEqual(asked.map(([, end]) => end));
  expect(fought.map(codeOf).toSorted()).toEqual(['reservation_not_payable', 'succeeded']);
  expect(await wallets.findBalance(double.accountId)).toBe(150_000);
  expect(await wallets.findBalance(twice.accountId)).toBe(0);
  expect(await wallets.findBalance(poor.accountId)).toBe(149_999);
});

test('answers what was decided before, taking no money, and pays its neighbours one by one, saying why', async () => {
  const neighbours = await makeFans(6, 150_000);
  const { accountId, hold } = await makeFan(149_999);
  const command = payByWallet(hold);
  expect(codeOf(await pay(command))).toBe('insufficient_balance');
  const topUp = await payments.claimTopUp(topUpOf(accountId, { amount: 1 }), TERMS);
  if (topUp.kind !== 'claimed') throw new Error('the top-up was refused');
  await payments.settleApproved(topUp.open.payment.id, new Date());
  const paying = neighbours.map((fan) => pay(payByWallet(fan.hold)));
  const outcomes = await Promise.all([...paying, pay(command)]);
  expect(outcomes.map(codeOf)).toEqual([...paying.map(() => 'succeeded'), 'insufficient_balance']);
  expect(await wallets.findBalance(accountId)).toBe(150_000);
  expect(apart).toEqual([expect.any(PartNotWritten)]);
});
