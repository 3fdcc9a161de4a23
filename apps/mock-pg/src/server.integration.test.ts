import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, get, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { startMockGateway } from './server.ts';

const SECRET_KEY = 'test-gateway-secret-key-of-32-characters';
const WEBHOOK_SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3';
const AMOUNT = 120_000;
const dataDir = await mkdtemp(join(tmpdir(), 'mock-pg-test-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const silent = { warn: () => undefined, error: () => undefined };
let serial = 0;
const unique = (name: string): string => `${name}-${++serial}`;

interface Body {
  readonly paymentKey: string;
  readonly status: string;
  readonly code: string;
  readonly items: readonly { readonly type: string; readonly amount: number }[];
}

interface StartOptions {
  readonly file?: string;
  readonly sessionMs?: number;
  readonly webhookUrl?: string;
}

async function startServer(options: StartOptions = {}) {
  const gateway = await startMockGateway({
    host: '127.0.0.1',
    port: 0,
    file: options.file ?? ':memory:',
    secretKey: SECRET_KEY,
    sessionMs: options.sessionMs ?? 600_000,
    webhook: options.webhookUrl ? { url: options.webhookUrl, secret: WEBHOOK_SECRET } : null,
    log: silent,
  });
  const authorization = `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}`;
  const send = async (
    path: string,
    body?: object,
    headers: Record<string, string> = {},
    timeoutMs = 5_000,
  ) => {
    const response = await fetch(new URL(path, gateway.url), {
      method: body ? 'POST' : 'GET',
      headers: { authorization, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
  return {
    stop: gateway.stop,
    send,
    url: gateway.url,
    checkout: async (scenario: string, orderId = unique('order')) => {
      const { body } = await send('/mock/checkout', { orderId, amount: AMOUNT, scenario });
      return { paymentKey: body.paymentKey, orderId, amount: AMOUNT };
    },
    confirm: (order: object, key: string, timeoutMs?: number) =>
      send('/v1/payments/confirm', order, { 'idempotency-key': key }, timeoutMs),
    cancel: (paymentKey: string, body: object, key: string, timeoutMs?: number) =>
      send(`/v1/payments/${paymentKey}/cancel`, body, { 'idempotency-key': key }, timeoutMs),
    ledger: async () => (await send('/mock/ledger')).body.items,
  };
}

async function start(options: StartOptions = {}) {
  const gateway = await startServer(options);
  onTestFinished(gateway.stop);
  return gateway;
}

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

test('lists payments on its page, with escaped contents', async () => {
  const gateway = await start();
  await gateway.checkout('approve', '<script>alert(1)</script>');
  const page = await (await fetch(gateway.url)).text();
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script>');
});

const decide = (url: string, paymentKey: string, decision: string, headers: Record<string, string> = {}) =>
  fetch(new URL(`/mock/payments/${paymentKey}/decision`, url), {
    method: 'POST',
    body: new URLSearchParams({ decision }),
    redirect: 'manual',
    headers: { origin: url, ...headers },
  });

test.each([
  ['approve', 200, 'DONE', 1],
  ['decline', 403, 'ABORTED', 0],
] as const)('lets a person %s a waiting confirmation', async (decision, status, state, captures) => {
  const gateway = await start();
  const order = await gateway.checkout('manual');
  const confirming = gateway.confirm(order, 'key');
  await vi.waitFor(async () => expect(await (await fetch(gateway.url)).text()).toContain('the shop waits'));
  expect((await gateway.send(`/v1/payments/${order.paymentKey}`)).body.status).toBe('IN_PROGRESS');
  expect(await gateway.confirm(order, 'key')).toMatchObject({ status: 409 });
  expect((await decide(gateway.url, order.paymentKey, decision)).status).toBe(303);
  expect((await confirming).status).toBe(status);
  expect((await gateway.send(`/v1/payments/${order.paymentKey}`)).body.status).toBe(state);
  expect(await gateway.ledger()).toHaveLength(captures);
  expect((await decide(gateway.url, order.paymentKey, 'approve')).status).toBe(404);
});

test('takes the money when a person approves, although the shop has gone', async () => {
  const gateway = await start();
  const order = await gateway.checkout('manual');
  await expect(gateway.confirm(order, 'key', 100)).rejects.toThrow();
  expect((await decide(gateway.url, order.paymentKey, 'approve')).status).toBe(303);
  await vi.waitFor(async () => expect(await gateway.ledger()).toHaveLength(1));
});

test('follows a decision made before the confirmation', async () => {
  const gateway = await start();
  const [declined, delayed] = [await gateway.checkout('approve'), await gateway.checkout('approve')];
  await decide(gateway.url, declined.paymentKey, 'decline');
  await decide(gateway.url, delayed.paymentKey, 'delay');
  expect((await gateway.confirm(declined, 'key-1')).status).toBe(403);
  await expect(gateway.confirm(delayed, 'key-2', 100)).rejects.toThrow();
});

test("refuses decisions from another site's form, and unknown ones", async () => {
  const gateway = await start();
  const order = await gateway.checkout('manual');
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  expect((await decide(gateway.url, order.paymentKey, 'approve', foreign)).status).toBeGreaterThanOrEqual(
    400,
  );
  expect((await decide(gateway.url, order.paymentKey, 'perhaps')).status).toBe(400);
  expect(await (await fetch(gateway.url)).text()).toContain('<td>manual</td>');
});

async function startReceiver(answer: (nth: number) => number) {
  const received: { id: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({
      id: String(request.headers['webhook-id']),
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(answer(received.length)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

test('signs its webhooks and repeats one until it is accepted', async () => {
  const receiver = await startReceiver((nth) => (nth === 1 ? 503 : 200));
  const gateway = await start({ webhookUrl: receiver.url });
  const order = await gateway.checkout('approve');
  await gateway.confirm(order, 'key');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 10_000 });
  const [first, second] = receiver.received;
  expect(second!.id).toBe(first!.id);
  const verifier = new Webhook(WEBHOOK_SECRET);
  const content = verifier.verify(second!.body, second!.headers as Record<string, string>);
  expect(content).toMatchObject({
    eventType: 'PAYMENT_STATUS_CHANGED',
    data: { paymentKey: order.paymentKey, status: 'DONE' },
  });
});

test('delivers a duplicate webhook under the same id', async () => {
  const receiver = await startReceiver(() => 200);
  const gateway = await start({ webhookUrl: receiver.url });
  await gateway.confirm(await gateway.checkout('duplicate_webhook'), 'key');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 10_000 });
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
});

test('delivers a late webhook after the others', async () => {
  const receiver = await startReceiver(() => 200);
  const gateway = await start({ webhookUrl: receiver.url });
  const late = await gateway.checkout('late_webhook:600');
  await gateway.confirm(late, 'late');
  const prompt = await gateway.checkout('approve');
  await gateway.confirm(prompt, 'prompt');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 10_000 });
  const orders = receiver.received.map(({ body }) => JSON.parse(body).data.orderId);
  expect(orders).toEqual([prompt.orderId, late.orderId]);
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
