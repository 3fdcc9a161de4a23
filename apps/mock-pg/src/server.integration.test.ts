import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { AMOUNT, SECRET_KEY, start, startServer, unique } from './testing/start-gateway.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'mock-pg-test-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test('refuses pages of other sites: by a foreign domain name and by a foreign post', async () => {
  const gateway = await start();
  const checkout = { orderId: unique('order'), amount: AMOUNT };
  // `fetch` cannot send another Host header.
  const byName = await new Promise<number | undefined>((resolve, reject) => {
    get(`${gateway.url}/mock/ledger`, { headers: { host: 'evil.example' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
  expect(byName).toBe(403);
  const byPost = await gateway.send('/mock/checkout', checkout, {
    origin: 'https://evil.example',
    'content-type': 'text/plain',
  });
  expect([byPost.status, byPost.body.code]).toEqual([403, 'FORBIDDEN_REQUEST']);
  expect((await gateway.send('/mock/checkout', checkout)).status).toBe(200);
});

test('confirms once, and repeats the answer for a repeated key', async () => {
  const gateway = await start();
  const order = await gateway.checkout('approve');
  const first = await gateway.confirm(order, 'key-1');
  expect(first).toMatchObject({
    status: 200,
    body: {
      status: 'DONE',
      orderId: order.orderId,
      totalAmount: AMOUNT,
      balanceAmount: AMOUNT,
      cancels: null,
    },
  });
  expect(await gateway.confirm(order, 'key-1')).toEqual(first);
  expect(await gateway.confirm(order, 'key-2')).toMatchObject({
    status: 400,
    body: { code: 'ALREADY_PROCESSED_PAYMENT' },
  });
  expect(await gateway.ledger()).toMatchObject([{ type: 'capture', orderId: order.orderId, amount: AMOUNT }]);
});

test('refuses a key that belongs to another request', async () => {
  const gateway = await start();
  await gateway.confirm(await gateway.checkout('approve'), 'key');
  expect(await gateway.confirm(await gateway.checkout('approve'), 'key')).toMatchObject({ status: 422 });
});

test('finds a payment by its key and by its order', async () => {
  const gateway = await start();
  const order = await gateway.checkout('approve');
  const byKey = await gateway.send(`/v1/payments/${order.paymentKey}`);
  expect(byKey).toMatchObject({ status: 200, body: { status: 'IN_PROGRESS', approvedAt: null } });
  expect(await gateway.send(`/v1/payments/orders/${order.orderId}`)).toEqual(byKey);
  expect(await gateway.send('/v1/payments/unknown')).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND_PAYMENT' },
  });
});

test('declines, and declines again', async () => {
  const gateway = await start();
  const order = await gateway.checkout('decline');
  const declined = { status: 403, body: { code: 'REJECT_CARD_COMPANY' } };
  expect(await gateway.confirm(order, 'a')).toMatchObject(declined);
  expect(await gateway.confirm(order, 'b')).toMatchObject(declined);
  expect((await gateway.send(`/v1/payments/${order.paymentKey}`)).body).toMatchObject({
    status: 'ABORTED',
    failure: { code: 'REJECT_CARD_COMPANY' },
  });
  expect(await gateway.ledger()).toEqual([]);
});

test('answers a key with a running request with 409, and the delayed answer later', async () => {
  const gateway = await start();
  const order = await gateway.checkout('delay:300');
  const delayed = gateway.confirm(order, 'key');
  await vi.waitFor(async () => {
    expect((await gateway.confirm(order, 'key')).status).toBe(409);
  });
  expect(await delayed).toMatchObject({ status: 200, body: { status: 'DONE' } });
  expect(await gateway.confirm(order, 'key')).toEqual(await delayed);
  expect(await gateway.ledger()).toHaveLength(1);
});

test('takes the money of a delayed payment although its caller has gone', async () => {
  const gateway = await start();
  const order = await gateway.checkout('delay:200');
  await expect(gateway.confirm(order, 'key', 50)).rejects.toThrow();
  await vi.waitFor(async () => expect(await gateway.ledger()).toHaveLength(1), { timeout: 5_000 });
});

test('never answers a timeout, and takes no money', async () => {
  const gateway = await start();
  const order = await gateway.checkout('timeout');
  await expect(gateway.confirm(order, 'key', 200)).rejects.toThrow();
  expect(await gateway.ledger()).toEqual([]);
  expect((await gateway.send(`/v1/payments/${order.paymentKey}`)).body.status).toBe('ABORTED');
});

test('cuts the connection after taking the money, and answers the same key afterwards', async () => {
  const gateway = await start();
  const order = await gateway.checkout('drop_after_commit');
  await expect(gateway.confirm(order, 'key')).rejects.toThrow();
  expect(await gateway.ledger()).toHaveLength(1);
  expect(await gateway.confirm(order, 'key')).toMatchObject({ status: 200, body: { status: 'DONE' } });
  expect(await gateway.ledger()).toHaveLength(1);
});

test('fails the requested number of times, then approves the same key', async () => {
  const gateway = await start();
  const order = await gateway.checkout('error_then_approve:2');
  const statuses: number[] = [];
  for (let n = 0; n < 3; n += 1) statuses.push((await gateway.confirm(order, 'key')).status);
  expect(statuses).toEqual([500, 500, 200]);
});

test('cancels in parts, up to the captured amount', async () => {
  const gateway = await start();
  const order = await gateway.checkout('approve');
  await gateway.confirm(order, 'key');
  const part = { cancelReason: 'part', cancelAmount: 50_000 };
  const first = await gateway.cancel(order.paymentKey, part, 'c1');
  expect(first.body).toMatchObject({
    status: 'PARTIAL_CANCELED',
    balanceAmount: 70_000,
    cancels: [{ cancelAmount: 50_000, cancelReason: 'part' }],
  });
  expect(await gateway.cancel(order.paymentKey, part, 'c1')).toEqual(first);
  const tooMuch = { cancelReason: 'more', cancelAmount: 70_001 };
  expect((await gateway.cancel(order.paymentKey, tooMuch, 'c2')).body.code).toBe('NOT_CANCELABLE_AMOUNT');
  const rest = await gateway.cancel(order.paymentKey, { cancelReason: 'rest' }, 'c3');
  expect(rest.body).toMatchObject({ status: 'CANCELED', balanceAmount: 0 });
  expect((await gateway.cancel(order.paymentKey, { cancelReason: 'again' }, 'c4')).body.code).toBe(
    'ALREADY_CANCELED_PAYMENT',
  );
  expect((await gateway.ledger()).map((item) => [item.type, item.amount])).toEqual([
    ['capture', AMOUNT],
    ['cancel', 50_000],
    ['cancel', 70_000],
  ]);
});

test('gives money back once although the first cancel gets no answer', async () => {
  const gateway = await start();
  const order = await gateway.checkout('cancel_timeout');
  await gateway.confirm(order, 'key');
  await expect(gateway.cancel(order.paymentKey, { cancelReason: 'all' }, 'c', 200)).rejects.toThrow();
  expect((await gateway.cancel(order.paymentKey, { cancelReason: 'all' }, 'c')).body.status).toBe('CANCELED');
  expect(await gateway.ledger()).toHaveLength(2);
});

test('fails the requested number of cancels, then cancels', async () => {
  const gateway = await start();
  const order = await gateway.checkout('cancel_error:1');
  await gateway.confirm(order, 'key');
  expect((await gateway.cancel(order.paymentKey, { cancelReason: 'all' }, 'c')).status).toBe(500);
  expect((await gateway.cancel(order.paymentKey, { cancelReason: 'all' }, 'c')).status).toBe(200);
});

test('expires a payment without a confirmation', async () => {
  const gateway = await start({ sessionMs: 1 });
  const order = await gateway.checkout('approve');
  await vi.waitFor(async () => {
    expect((await gateway.send(`/v1/payments/${order.paymentKey}`)).body.status).toBe('EXPIRED');
  });
  expect((await gateway.confirm(order, 'key')).body.code).toBe('NOT_FOUND_PAYMENT_SESSION');
});

test('remembers payments, answers and money across a restart', async () => {
  const file = join(dataDir, 'restart.sqlite');
  const before = await startServer({ file });
  const order = await before.checkout('approve');
  const answer = await before.confirm(order, 'key');
  await before.stop();
  const after = await start({ file });
  expect(await after.confirm(order, 'key')).toEqual(answer);
  expect(await after.ledger()).toHaveLength(1);
});

test.each([
  ['another amount', { amount: AMOUNT - 1 }, 400, 'INVALID_REQUEST'],
  ['another order', { orderId: 'other' }, 400, 'INVALID_REQUEST'],
  ['an unknown key', { paymentKey: 'pk_unknown' }, 404, 'NOT_FOUND_PAYMENT'],
  ['no amount', { amount: undefined }, 400, 'INVALID_REQUEST'],
])('takes no money for %s', async (_, change, status, code) => {
  const gateway = await start();
  const order = await gateway.checkout('approve');
  expect(await gateway.confirm({ ...order, ...change }, 'key')).toMatchObject({ status, body: { code } });
  expect(await gateway.ledger()).toEqual([]);
});

test('refuses requests about payments without the secret key', async () => {
  const gateway = await start();
  const order = await gateway.checkout('approve');
  for (const authorization of ['', 'Basic d3Jvbmc6', `Bearer ${SECRET_KEY}`]) {
    const answer = await gateway.send(`/v1/payments/${order.paymentKey}`, undefined, { authorization });
    expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED_KEY' } });
  }
});

test('lists each capture and each cancel of the requested days, page by page, as Toss Payments does', async () => {
  const { send } = await startServer();
  const kst = (ms: number) => new Date(ms + 9 * 3_600_000).toISOString().slice(0, -1);
  const range = `startDate=${kst(Date.now() - 60_000)}&endDate=${kst(Date.now() + 60_000)}`;
  const list = async (more = '') => {
    const { status, body } = await send(`/v1/transactions?${range}${more}`);
    return { status, items: body as unknown as { transactionKey: string; status: string; amount: number }[] };
  };
  for (const orderId of ['order-a', 'order-b']) {
    const { body } = await send('/mock/checkout', { orderId, amount: AMOUNT });
    await send('/v1/payments/confirm', { paymentKey: body.paymentKey, orderId, amount: AMOUNT });
    if (orderId === 'order-b') continue;
    for (const cancelAmount of [20_000, 100_000]) {
      await send(`/v1/payments/${body.paymentKey}/cancel`, { cancelReason: 'late', cancelAmount });
    }
  }
  const all = (await list()).items;
  expect(all.map(({ status, amount }) => `${status} ${amount}`).sort()).toEqual([
    'CANCELED 100000',
    'DONE 120000',
    'DONE 120000',
    'PARTIAL_CANCELED 20000',
  ]);
  const first = (await list('&limit=3')).items;
  const rest = (await list(`&limit=3&startingAfter=${first[2]!.transactionKey}`)).items;
  expect([...first, ...rest]).toEqual(all);
  expect((await list('&startingAfter=txn_none')).status).toBe(400);
  expect((await send('/v1/transactions?startDate=yesterday&endDate=today')).status).toBe(400);
  const earlier = `startDate=${kst(0)}&endDate=${kst(1_000)}`;
  expect((await send(`/v1/transactions?${earlier}`)).body).toEqual([]);
});

test('reads a key quoted or bare, with spaces, and refuses invalid keys and bodies that are not UTF-8', async () => {
  const gateway = await start();
  const order = await gateway.checkout('approve');
  const first = await gateway.confirm(order, '"order 42"');
  expect(first.status).toBe(200);
  expect(await gateway.confirm(order, 'order 42')).toEqual(first);
  const refused = await gateway.confirm(order, `"${'x'.repeat(256)}"`);
  expect([refused.status, refused.body.code]).toEqual([400, 'INVALID_IDEMPOTENCY_KEY']);
  const euc = await fetch(new URL('/mock/checkout', gateway.url), {
    method: 'POST',
    body: Buffer.from(`{"orderId":"\xb1\xe8-order","amount":${AMOUNT}}`, 'latin1'),
  });
  expect(euc.status).toBe(400);
});
