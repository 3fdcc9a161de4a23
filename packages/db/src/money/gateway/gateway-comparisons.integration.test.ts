import {
  type GatewayTransaction,
  type GatewayTransactions,
  makeCompareDay,
  startOfDay,
} from '@concert-mania/core/payments/gateway/compare-gateway';
import { makeAccount, makeClerk, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { askToCancel, payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { beforeEach, expect, test } from 'vitest';
import { audit } from '../../audit/audit.ts';
import { makePaymentStore } from '../payments/payment-store.ts';
import { makeCancellationStore } from '../refunds/cancellation-store.ts';
import { makeStuckMoneyDesk } from '../refunds/stuck-money-store.ts';
import { makeComparisons } from './gateway-comparisons.ts';

const database = await testDatabase();
const db = openForTest(database, 5);
const store = makePaymentStore(db, newId);
const comparisons = makeComparisons(db, 0);
const TERMS = { payingMs: 60_000, checkAfterMs: 600_000, sent: true };
const DAY = '2026-03-01';
const NEXT = '2026-03-02';
const MINUTE_MS = 60_000;
const at = (minutes: number, day = DAY) => new Date(startOfDay(day).getTime() + minutes * MINUTE_MS);

/** The gateway's list, asked in small pages. */
let list: GatewayTransaction[] = [];
let pages = 0;
let failAtPage = Number.POSITIVE_INFINITY;
const PAGE = 2;
const transactions: GatewayTransactions = {
  page: async ({ from, to, after }) => {
    pages += 1;
    if (pages === failAtPage) throw new Error('the gateway is away');
    const within = list
      .filter((one) => one.at >= from && one.at < to)
      .sort((a, b) => a.at.getTime() - b.at.getTime() || a.key.localeCompare(b.key));
    const start = within.findIndex(({ key }) => key === after) + 1;
    return within.slice(start, start + 1_000);
  },
};
const compareDay = makeCompareDay({ transactions, comparisons });
const compare = async (day = DAY) => {
  await comparisons.restart(day);
  const found = await compareDay(day);
  return found.map(({ kind, thereAmount, hereAmount }) => [kind, thereAmount, hereAmount]);
};
const auditFindings = async () => (await audit(db)).filter(({ check }) => check === 'gateway-agrees');
const open = async () => (await comparisons.listOpen()).map(({ kind }) => kind);

let serial = 0;
function there(kind: 'capture' | 'cancel', paymentKey: string, amount: number, when: Date): void {
  serial += 1;
  list.push({ key: `txn_${serial}`, paymentKey, orderId: `order of ${paymentKey}`, kind, amount, at: when });
}

/**
 * A payment of 150,000 won that was approved when it says, here and, by default, there.
 */
async function makePaid(when: Date, { isThere = true } = {}) {
  const sale = await makeSale(db, { seats: 20 });
  const hold = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  const command = payByGateway(hold);
  const claim = await store.claimReservation(command, TERMS);
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  const { paymentKey } = command.payload;
  await store.settleApproved(claim.open.payment.id, when);
  await db.query('update payments set created_at = $2 where id = $1', [
    claim.open.payment.id,
    when.toISOString(),
  ]);
  if (isThere) there('capture', paymentKey, 150_000, when);
  return { paymentId: claim.open.payment.id, paymentKey };
}

beforeEach(async () => {
  list = [];
  pages = 0;
  failAtPage = Number.POSITIVE_INFINITY;
  await db.query(
    'truncate gateway_transactions, gateway_comparisons, gateway_differences, gateway_inquiries',
  );
  await db.query(
    `update payments set approved_at = '2020-01-01', created_at = '2020-01-01' where approved_at is not null`,
  );
});

test('finds no difference between equal books, by days in Korea, however often it compares', async () => {
  await makePaid(at(1));
  await makePaid(at(24 * 60 - 1));
  await makePaid(at(5, NEXT));
  expect([await compare(), await compare(), await compare(NEXT)]).toEqual([[], [], []]);
  expect(await db.query('select count(*)::int as n from gateway_transactions')).toEqual([{ n: 3 }]);
  expect(await auditFindings()).toEqual([]);
});

test('finds captured money that we do not know, and opens an inquiry about it', async () => {
  there('capture', 'pk_unknown', 70_000, at(10));
  expect(await compare()).toEqual([['capture_unknown_here', 70_000, 0]]);
  expect(await compare()).toEqual([]);
  expect(await db.query('select payment_key from gateway_inquiries')).toEqual([
    { payment_key: 'pk_unknown' },
  ]);
  expect(await auditFindings()).toMatchObject([
    {
      check: 'gateway-agrees',
      subject: 'order of pk_unknown',
      detail: expect.stringContaining('70000 won there'),
    },
  ]);
  there('cancel', 'pk_unknown', 70_000, at(20));
  expect(await compare()).toEqual([]);
  expect(await open()).toEqual([]);
});

test('finds captured money of a payment that is failed here', async () => {
  const sale = await makeSale(db, { seats: 20 });
  const hold = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  const command = payByGateway(hold);
  const claim = await store.claimReservation(command, TERMS);
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  await store.settleDeclined(claim.open.payment.id, 'REJECT_CARD_COMPANY');
  await db.query('update payments set created_at = $1 where id = $2', [
    at(9).toISOString(),
    claim.open.payment.id,
  ]);
  there('capture', command.payload.paymentKey, 150_000, at(10));
  expect(await compare()).toEqual([['capture_failed_here', 150_000, 0]]);
});

test('finds a different amount, a missing capture, and a refund that only one side has', async () => {
  const other = await makePaid(at(10), { isThere: false });
  there('capture', other.paymentKey, 149_999, at(10));
  await makePaid(at(20), { isThere: false });
  const atDesk = await makePaid(at(30));
  there('cancel', atDesk.paymentKey, 50_000, at(40));
  expect((await compare()).sort()).toEqual([
    ['amount_differs', 149_999, 150_000],
    ['capture_missing_there', 0, 150_000],
    ['refund_unknown_here', 50_000, 0],
  ]);
  await store.settleElsewhere(atDesk.paymentId, 50_000);
  await db.query('update refunds set updated_at = $1', [at(41).toISOString()]);
  await compare();
  expect((await open()).sort()).toEqual(['amount_differs', 'capture_missing_there']);
  list = list.filter(({ kind }) => kind === 'capture');
  await db.query(`delete from gateway_transactions where kind = 'cancel'`);
  expect(await compare()).toEqual([['refund_missing_there', 0, 50_000]]);
});

test('ends a difference once a person has settled its money by hand', async () => {
  const sale = await makeSale(db, { seats: 20 });
  const hold = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  const command = payByGateway(hold);
  const { paymentKey } = command.payload;
  const claim = await store.claimReservation(command, TERMS);
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  const { payment } = claim.open;
  // Another amount was captured than asked for, twice as much as a person gave back went back, a
  // failed payment captured too little.
  await store.blockPayment(payment.id, { capturedAmount: 149_000, balanceAmount: 149_000 });
  there('capture', paymentKey, 149_000, at(10));
  const twice = await makePaid(at(20));
  const second = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [2] });
  const declined = payByGateway(second);
  const failed = await store.claimReservation(declined, TERMS);
  if (failed.kind !== 'claimed') throw new Error('not claimed');
  await store.settleDeclined(failed.open.payment.id, 'REJECT_CARD_COMPANY');
  const short = { paymentKey: declined.payload.paymentKey, orderId: second.id, amount: 1_000 };
  there('capture', short.paymentKey, 1_000, at(30));
  await store.settleCapture({ ...short, cancelledAmount: 0 });
  await giveBackByHandAndAtDesk(twice);
  await db.query('update payments set created_at = $1 where created_at > $1', [at(9).toISOString()]);
  await db.query('update refunds set updated_at = $1', [at(41).toISOString()]);
  await compare();
  expect((await open()).sort()).toEqual([
    'amount_differs',
    'capture_failed_here',
    'capture_open_here',
    'refund_unknown_here',
  ]);
  const stuckMoney = makeStuckMoneyDesk(db, newId);
  const clerk = await makeClerk(db);
  for (const { id } of (await stuckMoney.list({ after: null, limit: 10 })).items) {
    await stuckMoney.settle(id, clerk, { reference: 'bank transfer 4711', note: '' });
  }
  await compare();
  expect(await open()).toEqual([]);
  expect(await auditFindings()).toEqual([]);
});

/**
 * A ticket that was cancelled, its money given back by hand, and then by the gateway's desk as
 * well.
 */
async function giveBackByHandAndAtDesk({ paymentId, paymentKey }: Awaited<ReturnType<typeof makePaid>>) {
  const [paid] = await db.query<{ id: string; accountId: string }>(
    `select r.id, r.account_id as "accountId" from reservations r join payments p on p.reservation_id = r.id where p.id = $1`,
    [paymentId],
  );
  const claim = await makeCancellationStore(db, newId).claimCancellation(askToCancel(paid!), TERMS);
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  const refused = { code: 'NOT_CANCELABLE_PAYMENT', message: 'no', balanceAmount: 150_000 };
  await store.blockRefund(claim.refund.id, refused);
  const stuckMoney = makeStuckMoneyDesk(db, newId);
  const clerk = await makeClerk(db);
  for (const { id, kind } of (await stuckMoney.list({ after: null, limit: 10 })).items) {
    if (kind === 'refund_refused') await stuckMoney.settle(id, clerk, { reference: 'cash', note: '' });
  }
  there('cancel', paymentKey, 150_000, at(40));
  await store.settleElsewhere(paymentId, 150_000);
}

test('compares payments that may have been under way at the end of the day again on the next one', async () => {
  const patient = makeComparisons(db, 30);
  const compareSlowly = makeCompareDay({ transactions, comparisons: patient });
  there('capture', 'pk_late', 70_000, at(24 * 60 - 10));
  await patient.restart(DAY);
  expect(await compareSlowly(DAY)).toEqual([]);
  await patient.restart(NEXT);
  expect(await compareSlowly(NEXT)).toMatchObject([{ kind: 'capture_unknown_here' }]);
});

test('continues reading where an earlier try stopped, and compares a day once', async () => {
  const [today] = await db.query<{ day: string }>(
    `select (((now() - interval '1 hour') at time zone 'Asia/Seoul')::date - 1)::text as day`,
  );
  const taken = await Promise.all([1, 2, 3].map(() => comparisons.takeDay(60_000)));
  expect(taken.filter((day) => day !== null)).toEqual([today!.day]);
  for (let n = 0; n < 5; n += 1) there('capture', `pk_${n}`, 1_000, at(n, today!.day));
  const inSmallPages: GatewayTransactions = {
    page: async (range) => (await transactions.page(range)).slice(0, PAGE),
  };
  // A page that is not full ends the day, so that a try with small pages is one that stopped early.
  await makeCompareDay({ transactions: inSmallPages, comparisons })(today!.day);
  failAtPage = pages + 1;
  await expect(compareDay(today!.day)).rejects.toThrow('the gateway is away');
  expect(await comparisons.readFrom(today!.day)).toBe(list[PAGE - 1]!.key);
  expect(await compareDay(today!.day)).toHaveLength(5 - PAGE);
  expect(await open()).toHaveLength(5);
  expect(await comparisons.takeDay(0)).toBeNull();
});
