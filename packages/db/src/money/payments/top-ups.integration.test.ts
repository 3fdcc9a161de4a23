import { makeAccount, newId } from '@concert-mania/testkit/data/builders';
import { topUpOf } from '@concert-mania/testkit/data/payment-builder';
import { expect, test, vi } from 'vitest';
import { makeTopUpOrders } from '../wallet/top-up-orders.ts';
import { APPROVED_AT, codeOf, db, makeHeld, store, TERMS, wallets } from './testing/paying.ts';

test('credits a top-up once under any retries', async () => {
  const accountId = await makeAccount(db);
  const command = topUpOf(accountId);
  const claims = await Promise.all([1, 2, 3].map(() => store.claimTopUp(command, TERMS)));
  expect(claims.map((one) => one.kind).sort()).toEqual(['claimed', 'resumed', 'resumed']);
  const first = claims.find((one) => one.kind === 'claimed');
  if (!first) throw new Error('nothing was claimed');
  const { id } = first.open.payment;
  const settled = await Promise.all([1, 2, 3].map(() => store.settleApproved(id, APPROVED_AT)));
  for (const one of settled) {
    expect(one).toMatchObject({
      outcome: { result: { payment: { status: 'completed', reservationId: null }, balanceAmount: 50_000 } },
    });
  }
  expect(await store.claimTopUp(command, TERMS)).toMatchObject({ kind: 'decided' });
  expect(await wallets.findBalance(accountId)).toBe(50_000);
});

test('takes an order of top-up once per account, unless it was declined', async () => {
  const accountId = await makeAccount(db);
  const orderId = 'order-once';
  const first = await store.claimTopUp(topUpOf(accountId, { orderId, paymentKey: 'pk_a' }), TERMS);
  if (first.kind !== 'claimed') throw new Error('not claimed');
  const second = await store.claimTopUp(topUpOf(accountId, { orderId, paymentKey: 'pk_b' }), TERMS);
  expect(second).toMatchObject({ outcome: { error: { code: 'order_already_used' } } });
  await store.settleDeclined(first.open.payment.id, 'REJECT');
  const third = await store.claimTopUp(topUpOf(accountId, { orderId, paymentKey: 'pk_c' }), TERMS);
  expect(third.kind).toBe('claimed');
  const others = topUpOf(await makeAccount(db), { orderId, paymentKey: 'pk_d' });
  expect((await store.claimTopUp(others, TERMS)).kind).toBe('claimed');
});

test('redeems a top-up order once, for its account and amount, before it expires', async () => {
  const [owner, other] = [await makeAccount(db), await makeAccount(db)];
  const orders = makeTopUpOrders(db, newId);
  const open = async () => (await orders.open(owner, 50_000))!.id;
  const orderId = await open();
  expect(await orders.isOpen(owner, { orderId, amount: 50_000 })).toBe(true);
  expect(await orders.isOpen(other, { orderId, amount: 50_000 })).toBe(false);
  const redeem = async (accountId: string, more: object = {}) => {
    const answer = await store.claimTopUp(topUpOf(accountId, { orderId, ...more }), TERMS);
    return answer.kind === 'decided' ? codeOf(answer.outcome) : answer.kind;
  };
  expect(await redeem(other)).toBe('top_up_order_unknown');
  expect(await redeem(owner, { amount: 49_999 })).toBe('top_up_order_unknown');
  const { hold } = await makeHeld();
  expect(await redeem(owner, { orderId: hold.id })).toBe('top_up_order_unknown');
  const rivals = await Promise.all([1, 2, 3].map((n) => redeem(owner, { paymentKey: `pk_rival_${n}` })));
  expect(rivals.sort()).toEqual(['claimed', 'top_up_order_unknown', 'top_up_order_unknown']);
  expect(await orders.isOpen(owner, { orderId, amount: 50_000 })).toBe(false);

  const late = topUpOf(owner, { orderId: await open() });
  await db.query(`update top_up_orders set expires_at = now() - interval '1 second'`);
  expect((await store.claimTopUp({ ...late, acceptedAt: new Date(Date.now() - 5_000) }, TERMS)).kind).toBe(
    'claimed',
  );
  const tooLate = topUpOf(owner, { orderId: await open() });
  await db.query(`update top_up_orders set expires_at = now() - interval '1 second'`);
  expect(await store.claimTopUp(tooLate, TERMS)).toMatchObject({
    outcome: { error: { code: 'top_up_order_unknown' } },
  });
});

test('credits a top-up that was accepted before its order expired, although another order was opened since', async () => {
  const orders = makeTopUpOrders(db, newId);
  const accountId = await makeAccount(db);
  const order = await orders.open(accountId, 50_000);
  const command = topUpOf(accountId, { orderId: order!.id, amount: 50_000 });
  await db.query(`update top_up_orders set expires_at = $2::timestamptz + interval '1 ms' where id = $1`, [
    order!.id,
    command.acceptedAt.toISOString(),
  ]);
  await vi.waitFor(async () => expect(await orders.isOpen(accountId, command.payload)).toBe(false));
  await orders.open(accountId, 50_000);
  expect((await store.claimTopUp(command, TERMS)).kind).toBe('claimed');
});

test('counts top-ups without an answer of the gateway as open ones', async () => {
  const owner = await makeAccount(db);
  const orders = makeTopUpOrders(db, newId, 2);
  const redeem = async () => {
    const order = await orders.open(owner, 50_000);
    const claim = await store.claimTopUp(
      topUpOf(owner, { orderId: order!.id, paymentKey: newId('trf') }),
      TERMS,
    );
    if (claim.kind !== 'claimed') throw new Error('not claimed');
    return claim.open.payment.id;
  };
  const first = await redeem();
  await redeem();
  expect(await orders.open(owner, 50_000)).toBeNull();
  await store.settleDeclined(first, 'EXPIRED');
  expect(await orders.open(owner, 50_000)).not.toBeNull();
});

test('limits the open orders of an account', async () => {
  const owner = await makeAccount(db);
  const orders = makeTopUpOrders(db, newId);
  const opened = await Promise.all(Array.from({ length: 25 }, () => orders.open(owner, 1_000)));
  expect(opened.filter((order) => order !== null)).toHaveLength(20);
  await db.query(`update top_up_orders set expires_at = now() where account_id = $1`, [owner]);
  expect(await orders.open(owner, 1_000)).not.toBeNull();
  await db.query(`update top_up_orders set expires_at = now() - interval '2 days' where account_id = $1`, [
    owner,
  ]);
  expect(await orders.open(owner, 1_000)).not.toBeNull();
  const left = await db.query('select 1 from top_up_orders where account_id = $1', [owner]);
  expect(left).toHaveLength(1);
});
