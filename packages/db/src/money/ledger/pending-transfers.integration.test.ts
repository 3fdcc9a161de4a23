import {
  GATEWAY_CLEARING,
  ownerOfWallet,
  type PendingTransfer,
  transferOf,
  walletOf,
} from '@concert-mania/core/payments/ledger';
import type { MoneyChange } from '@concert-mania/core/payments/money-changes';
import type { OpenPayment } from '@concert-mania/core/payments/ports';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import {
  askToCancel,
  makeFundedAccount,
  payByGateway,
  payByWallet,
  topUpOf,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import { audit } from '../../audit/audit.ts';
import type { Queryable } from '../../connection/database.ts';
import { migrationSql } from '../../schema/migrator.ts';
import { lockWallet } from '../load-money.ts';
import { makePaymentStore } from '../payments/payment-store.ts';
import { makeCancellationStore } from '../refunds/cancellation-store.ts';
import { makeWalletStore } from '../wallet/wallet-store.ts';
import { writeMoney } from '../write-money.ts';

const database = await testDatabase();
const db = openForTest(database, 20);
const store = makePaymentStore(db, newId);
const cancellations = makeCancellationStore(db, newId);
const wallets = makeWalletStore(db);
const TERMS = { payingMs: 60_000, checkAfterMs: 60_000, sent: true };
const APPROVED_AT = new Date('2026-03-01T10:00:01.000Z');

async function reserve(amount = 1_000): Promise<PendingTransfer> {
  const accountId = await makeAccount(db);
  const pending = {
    reference: newId('pay'),
    kind: 'top_up',
    debit: GATEWAY_CLEARING,
    credit: walletOf(accountId),
    amount,
  } as const;
  await db.transaction((tx) => write(tx, pending, { kind: 'money_reserved', pending }));
  return pending;
}

async function write(tx: Queryable, { credit }: PendingTransfer, ...changes: readonly MoneyChange[]) {
  const owner = ownerOfWallet(credit) ?? '';
  const balances = new Map([[owner, await lockWallet(tx, owner)]]);
  await writeMoney(tx, { answer: null, changes }, balances);
}
const post = (pending: PendingTransfer) =>
  db.transaction(async (tx) => {
    const transfer = transferOf(newId, pending);
    await write(
      tx,
      pending,
      { kind: 'transfer_posted', transfer },
      { kind: 'money_resolved', pending, end: 'posted' },
    );
    return 'posted';
  });
const voidIt = (pending: PendingTransfer) =>
  db.transaction(async (tx) => {
    await write(tx, pending, { kind: 'money_resolved', pending, end: 'voided' });
    return 'voided';
  });

const balanceOf = ({ credit }: PendingTransfer) => wallets.findBalance(credit.slice('wallet:'.length));
const stateOf = async (reference: string) => {
  const [row] = await db.query<{ state: string; amount: number; booked: number }>(
    `select coalesce(s.outcome, 'pending') as state, l.amount,
       (select count(*) from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
        where t.reference = l.reference)::int as booked
     from ledger_pending l left join ledger_resolutions s using (reference) where l.reference = $1`,
    [reference],
  );
  return row ?? null;
};

test('counts reserved money in no balance before it is posted, and once then', async () => {
  const pending = await reserve();
  expect(await balanceOf(pending)).toBe(0);
  expect(await stateOf(pending.reference)).toEqual({ state: 'pending', amount: 1_000, booked: 0 });
  await post(pending);
  expect(await balanceOf(pending)).toBe(1_000);
  expect(await stateOf(pending.reference)).toEqual({ state: 'posted', amount: 1_000, booked: 2 });
});

test('ends a pending transfer exactly once, however many post and void it in parallel', async () => {
  for (let round = 0; round < 20; round += 1) {
    const pending = await reserve();
    const ends = [post, voidIt, post, voidIt, post, voidIt];
    const order = round % 2 === 0 ? ends : ends.toReversed();
    const ended = await Promise.allSettled(order.map((end) => end(pending)));
    const won = ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const lost = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code?: string }] : []));
    expect(won).toHaveLength(1);
    expect(new Set(lost.map((error) => error.code))).toEqual(new Set(['23505']));
    const posted = won[0] === 'posted';
    expect(await stateOf(pending.reference)).toMatchObject({ state: won[0], booked: posted ? 2 : 0 });
    expect(await balanceOf(pending)).toBe(posted ? 1_000 : 0);
  }
});

test('reserves a reference once', async () => {
  const pending = await reserve();
  const again = db.transaction((tx) => write(tx, pending, { kind: 'money_reserved', pending }));
  await expect(again).rejects.toMatchObject({ code: '23505', constraint: 'ledger_pending_pkey' });
});

test('refuses to book reserved money that is not posted, or was voided', async () => {
  const pending = await reserve();
  const book = () =>
    db.transaction((tx) =>
      write(tx, pending, { kind: 'transfer_posted', transfer: transferOf(newId, pending) }),
    );
  await expect(book()).rejects.toMatchObject({ constraint: 'ledger_transfers_posted' });
  await voidIt(pending);
  await expect(book()).rejects.toMatchObject({ constraint: 'ledger_transfers_posted' });
  expect(await stateOf(pending.reference)).toMatchObject({ state: 'voided', booked: 0 });
});

test.each([
  ['posted', 'names no transfer', false, 'ledger_resolutions_posted_is_booked'],
  ['posted', 'names a transfer that is missing', true, 'ledger_resolutions_posted_reference_fkey'],
  ['voided', 'names a transfer', true, 'ledger_resolutions_posted_is_booked'],
] as const)('refuses an end that is %s and %s', async (outcome, _, named, constraint) => {
  const { reference } = await reserve();
  const resolved = db.query(
    'insert into ledger_resolutions (reference, outcome, posted_reference) values ($1, $2, $3)',
    [reference, outcome, named ? reference : null],
  );
  await expect(resolved).rejects.toMatchObject({ constraint });
});

test('ends nothing that was not reserved', async () => {
  const resolved = db.query(`insert into ledger_resolutions (reference, outcome) values ('pay_x', 'voided')`);
  await expect(resolved).rejects.toMatchObject({ constraint: 'ledger_resolutions_reference_fkey' });
});

test.each([
  'update ledger_pending set amount = amount + 1',
  'delete from ledger_pending',
  `update ledger_resolutions set outcome = 'voided'`,
  'delete from ledger_resolutions',
])('is append-only: refuses "%s"', async (statement) => {
  await post(await reserve());
  await expect(db.query(statement)).rejects.toMatchObject({ code: '23001' });
});

async function claimed(claim: ReturnType<typeof store.claimTopUp>): Promise<OpenPayment['payment']> {
  const answer = await claim;
  if (answer.kind !== 'claimed') throw new Error('the claim was refused');
  return answer.open.payment;
}
async function makeHeld(accountId?: string) {
  const sale = await makeSale(db, { seats: 5 });
  return makeHold(db, { sale, accountId: accountId ?? (await makeAccount(db)), seatNumbers: [1] });
}

test('reserves a payment with its claim, posts it when approved and voids it when declined', async () => {
  const approved = await claimed(store.claimReservation(payByGateway(await makeHeld()), TERMS));
  const declined = await claimed(store.claimReservation(payByGateway(await makeHeld()), TERMS));
  const topUp = await claimed(store.claimTopUp(topUpOf(await makeAccount(db)), TERMS));
  for (const { id, amount } of [approved, declined, topUp]) {
    expect(await stateOf(id)).toEqual({ state: 'pending', amount, booked: 0 });
  }
  const settle = () =>
    Promise.all([
      store.settleApproved(approved.id, APPROVED_AT),
      store.settleDeclined(declined.id, 'REJECT_CARD_COMPANY'),
      store.settleApproved(topUp.id, APPROVED_AT),
    ]);
  await Promise.all([settle(), settle()]);
  expect(await stateOf(approved.id)).toMatchObject({ state: 'posted', booked: 2 });
  expect(await stateOf(declined.id)).toMatchObject({ state: 'voided', booked: 0 });
  expect(await stateOf(topUp.id)).toMatchObject({ state: 'posted', booked: 2 });
});

test('reserves nothing for a claim that is refused', async () => {
  const [before] = await db.query<{ n: number }>('select count(*)::int as n from ledger_pending');
  const hold = await makeHeld();
  expect((await store.claimReservation(payByGateway(hold, { amount: 1 }), TERMS)).kind).toBe('decided');
  expect(await db.query<{ n: number }>('select count(*)::int as n from ledger_pending')).toEqual([before]);
});

test('reserves a refund with its claim and posts it when the money is back', async () => {
  const hold = await makeHeld();
  const payment = await claimed(store.claimReservation(payByGateway(hold), TERMS));
  await store.settleApproved(payment.id, APPROVED_AT);
  const cancelling = await cancellations.claimCancellation(askToCancel(hold), TERMS);
  if (cancelling.kind !== 'claimed') throw new Error('not claimed');
  const { id, amount } = cancelling.refund;
  expect(await stateOf(id)).toEqual({ state: 'pending', amount, booked: 0 });
  await Promise.all([store.settleRefund(id), store.settleRefund(id)]);
  // Out of revenue, to the gateway, and the fee that stays.
  expect(await stateOf(id)).toMatchObject({ state: 'posted', booked: 3 });
});

test('settles a payment from the wallet, and its refund, in one phase', async () => {
  const hold = await makeHeld(await makeFundedAccount(db, 200_000));
  expect(await store.payFromWallet(payByWallet(hold))).toMatchObject({ status: 'succeeded' });
  await cancellations.claimCancellation(askToCancel(hold), TERMS);
  const rows = await db.query(
    `select 1 from ledger_pending l where l.reference in (select id from payments where reservation_id = $1)
       or l.reference in (select f.id from refunds f join payments p on p.id = f.payment_id where reservation_id = $1)`,
    [hold.id],
  );
  expect(rows).toEqual([]);
});

/** Payments and refunds in every state that a running database may have them in. */
async function goEveryWay() {
  const paid = await makeHeld();
  const cancelled = await makeHeld();
  for (const hold of [paid, cancelled]) {
    const payment = await claimed(store.claimReservation(payByGateway(hold), TERMS));
    await store.settleApproved(payment.id, APPROVED_AT);
  }
  const refund = await cancellations.claimCancellation(askToCancel(cancelled), TERMS);
  if (refund.kind !== 'claimed') throw new Error('not claimed');
  const declined = await claimed(store.claimReservation(payByGateway(await makeHeld()), TERMS));
  await store.settleDeclined(declined.id, 'REJECT_CARD_COMPANY');
  const approving = await claimed(store.claimReservation(payByGateway(await makeHeld()), TERMS));
  const declining = await claimed(store.claimReservation(payByGateway(await makeHeld()), TERMS));
  const topUp = await claimed(store.claimTopUp(topUpOf(await makeAccount(db)), TERMS));
  return {
    inFlight: [refund.refund, approving, declining, topUp].map(({ id }) => id),
    settle: async () => {
      await store.settleRefund(refund.refund.id);
      await store.settleApproved(approving.id, APPROVED_AT);
      await store.settleDeclined(declining.id, 'REJECT_CARD_COMPANY');
      await store.settleApproved(topUp.id, APPROVED_AT);
    },
  };
}
/** The reserves that tests made by themselves belong to no payment. */
const forgetStrays = (which: string) =>
  db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    for (const table of ['ledger_resolutions', 'ledger_pending']) {
      await tx.query(`delete from ${table} where ${which}`);
    }
    await tx.query(`delete from ledger_entries where transfer_id in (select id from ledger_transfers where reference not in
      (select id from payments union all select id from refunds))`);
    await tx.query(`delete from ledger_transfers where reference not in
      (select id from payments union all select id from refunds)`);
    await tx.query(`update wallets w set balance_amount = coalesce((select sum(amount) from ledger_entries e
      where e.ledger_account = 'wallet:' || w.account_id), 0)`);
  });
const STRAY = 'reference not in (select id from payments union all select id from refunds)';

test('reserves what a running database has in flight when the schema comes, and it settles', async () => {
  await forgetStrays(STRAY);
  const { inFlight, settle } = await goEveryWay();
  const before = await db.query(
    'select reference, kind, debit_account, credit_account, amount from ledger_pending order by 1',
  );
  await db.query(migrationSql('0045-cheap-writes', 'down'));
  await db.query(migrationSql('0005-two-phase-transfers', 'down'));
  await db.query(migrationSql('0005-two-phase-transfers', 'up'));
  await db.query(migrationSql('0045-cheap-writes', 'up'));
  expect(
    await db.query(
      'select reference, kind, debit_account, credit_account, amount from ledger_pending order by 1',
    ),
  ).toEqual(before);
  expect(await audit(db)).toEqual([]);
  for (const id of inFlight) expect(await stateOf(id)).toMatchObject({ state: 'pending' });
  await settle();
  expect(await audit(db)).toEqual([]);
});

test('settles what was claimed without a reserve by a worker of the version before', async () => {
  await forgetStrays(STRAY);
  const { inFlight, settle } = await goEveryWay();
  await forgetStrays(`reference in (${inFlight.map((id) => `'${id}'`).join(', ')})`);
  expect((await audit(db)).map(({ check, subject }) => [check, subject]).sort()).toEqual(
    inFlight.map((id) => ['money-in-flight-is-resolved', id]).sort(),
  );
  await settle();
  expect(await audit(db)).toEqual([]);
});
