import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inSpan } from '@concert-mania/runtime/tracing/in-span';
import { openTracing } from '@concert-mania/runtime/tracing/open-tracing';
import { traceSettings } from '@concert-mania/runtime/tracing/trace-settings';
import { expect, onTestFinished, test } from 'vitest';
import { makeGatewayCircuit } from './gateway-circuit.ts';
import { makeGatewayClient } from './gateway-client.ts';

const SECRET_KEY = 'test-gateway-secret-key-of-32-characters';
const payment = {
  paymentKey: 'pk_1',
  orderId: 'res_1',
  status: 'DONE',
  totalAmount: 100_000,
  balanceAmount: 100_000,
  approvedAt: '2026-03-01T20:00:01+09:00',
  failure: null,
  somethingNew: true,
};
const order = { paymentKey: 'pk_1', orderId: 'res_1' };
const confirmation = { ...order, amount: 100_000, idempotencyKey: 'pay_1' };
const error = (status: number, code: string) => ({ status, body: { code, message: 'no' } });

async function start(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  timeoutMs = 2_000,
) {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return makeGatewayClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secretKey: SECRET_KEY,
    timeoutMs,
    circuit: makeGatewayCircuit({ failures: 100, pauseMs: 1_000, onState: () => {} }),
    closing: new AbortController().signal,
  });
}

const startAnswering = (answer: (path: string) => { status: number; body: unknown }) =>
  start((request, response) => {
    const { status, body } = answer(request.url ?? '');
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });

test('sends amount, order, idempotency key and the secret key as Basic auth', async () => {
  let seen = {};
  const client = await start((request, response) => {
    const { authorization, 'idempotency-key': key } = request.headers;
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      seen = { method: request.method, url: request.url, authorization, key, body: JSON.parse(text) };
      response.end(JSON.stringify(payment));
    });
  });
  await client.confirm(confirmation);
  expect(seen).toEqual({
    method: 'POST',
    url: '/v1/payments/confirm',
    authorization: `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}`,
    key: 'pay_1',
    body: { ...order, amount: 100_000 },
  });
});

test('sends the trace of the payment, and no header outside a trace', async () => {
  await openTracing(traceSettings.parse({}), 'test', () => undefined);
  const seen: unknown[] = [];
  const client = await start((request, response) => {
    seen.push(request.headers.traceparent);
    response.end(JSON.stringify(payment));
  });
  const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  await inSpan('job', { kind: 'consumer', parent }, () => client.confirm(confirmation));
  await client.inquire(order);
  expect(seen).toEqual([parent, undefined]);
});

test.each<[string, { status: number; body: unknown }, object]>([
  [
    'a capture',
    { status: 200, body: payment },
    { kind: 'approved', amount: 100_000, cancelledAmount: 0, approvedAt: new Date('2026-03-01T11:00:01Z') },
  ],
  [
    'a capture given back in part',
    { status: 200, body: { ...payment, status: 'PARTIAL_CANCELED', balanceAmount: 40_000 } },
    { kind: 'approved', cancelledAmount: 60_000 },
  ],
  ['a payment under way', { status: 200, body: { ...payment, status: 'IN_PROGRESS' } }, { kind: 'pending' }],
  [
    'an aborted payment',
    { status: 200, body: { ...payment, status: 'ABORTED', failure: { code: 'REJECT', message: 'no' } } },
    { kind: 'declined', code: 'REJECT' },
  ],
  ['an expired payment', { status: 200, body: { ...payment, status: 'EXPIRED' } }, { code: 'EXPIRED' }],
  ['a refused card', error(403, 'REJECT_CARD_COMPANY'), { kind: 'declined', code: 'REJECT_CARD_COMPANY' }],
  ['an unknown payment', error(404, 'NOT_FOUND_PAYMENT'), { kind: 'not_found' }],
  ['a session that is over', error(404, 'NOT_FOUND_PAYMENT_SESSION'), { code: 'NOT_FOUND_PAYMENT_SESSION' }],
  ['a wrong key that looks like a bad request', error(400, 'INVALID_API_KEY'), { kind: 'unknown' }],
  ['a refusal that it has never heard of', error(400, 'SOMETHING_NEW'), { kind: 'unknown' }],
  ['a request that the gateway finds invalid', error(400, 'INVALID_REQUEST'), { kind: 'unknown' }],
  ['a trouble of the card company', error(400, 'CARD_PROCESSING_ERROR'), { kind: 'unknown' }],
  [
    'the payment of another key',
    { status: 200, body: { ...payment, paymentKey: 'pk_2' } },
    { kind: 'unknown' },
  ],
  ['"already processed"', error(400, 'ALREADY_PROCESSED_PAYMENT'), { kind: 'unknown' }],
  ['a request in progress', error(409, 'IDEMPOTENT_REQUEST_PROCESSING'), { kind: 'unknown' }],
  ['a wrong secret key', error(401, 'UNAUTHORIZED_KEY'), { kind: 'unknown' }],
  ['too many requests', error(429, 'TOO_MANY_REQUESTS'), { kind: 'unknown' }],
  ['an error of the gateway', error(500, 'FAILED_INTERNAL_SYSTEM_PROCESSING'), { kind: 'unknown' }],
  ['a page of a proxy', { status: 502, body: '<html>' }, { kind: 'unknown' }],
  ['a refusal without a code', { status: 400, body: '{}' }, { kind: 'unknown' }],
  ['a success without a payment', { status: 200, body: '{}' }, { kind: 'unknown' }],
  ['a status of the future', { status: 200, body: { ...payment, status: 'NEW' } }, { kind: 'unknown' }],
  [
    'a fraction of a won',
    { status: 200, body: { ...payment, totalAmount: 0.5 } },
    { kind: 'unknown', reason: 'not a payment' },
  ],
])('takes %s for what it says about the money', async (_, answer, expected) => {
  const client = await startAnswering(() => answer);
  expect(await client.confirm(confirmation)).toMatchObject(expected);
});

test('treats a cut connection, a silence and a redirect as no answer', async () => {
  const cut = await start((request) => request.socket.destroy());
  expect(await cut.confirm(confirmation)).toMatchObject({ kind: 'unknown' });
  const silent = await start(() => undefined, 100);
  expect(await silent.confirm(confirmation)).toEqual({ kind: 'unknown', reason: 'TimeoutError' });
  const elsewhere = await start((_, response) => response.writeHead(302, { location: '/' }).end());
  expect(await elsewhere.confirm(confirmation)).toMatchObject({ kind: 'unknown' });
});

test('inquires by order if the key is unknown, and accepts only answers about the same key', async () => {
  const byOrder = (body: object) => (path: string) =>
    path.startsWith('/v1/payments/orders/') ? { status: 200, body } : error(404, 'NOT_FOUND_PAYMENT');
  const same = await startAnswering(byOrder(payment));
  expect(await same.inquire(order)).toMatchObject({ kind: 'approved' });
  const other = await startAnswering(byOrder({ ...payment, paymentKey: 'pk_2' }));
  expect(await other.inquire(order)).toEqual({ kind: 'not_found', code: 'NOT_FOUND_PAYMENT' });
});

test('ignores an answer about another payment', async () => {
  const client = await startAnswering(() => ({ status: 200, body: { ...payment, paymentKey: 'pk_2' } }));
  expect(await client.inquire({ paymentKey: 'pk_1' })).toMatchObject({ kind: 'unknown' });
  const request = { paymentKey: 'pk_1', amount: 1, reason: 'late', idempotencyKey: 'rfd_1' };
  expect(await client.cancel(request)).toMatchObject({ kind: 'unknown' });
});

test('does not treat a payment as unknown if only its order is', async () => {
  const client = await startAnswering((path) =>
    path.startsWith('/v1/payments/orders/') ? error(404, 'NOT_FOUND_PAYMENT') : error(500, 'FAILED'),
  );
  expect(await client.inquire(order)).toMatchObject({ kind: 'unknown' });
});

test.each<[number, object, string]>([
  [200, { ...payment, status: 'CANCELED', balanceAmount: 0 }, 'cancelled'],
  [400, { code: 'ALREADY_CANCELED_PAYMENT', message: 'no' }, 'refused'],
  [403, { code: 'NOT_CANCELABLE_PAYMENT', message: 'no' }, 'refused'],
  [400, { code: 'PROVIDER_ERROR', message: 'later' }, 'unknown'],
  [403, { code: 'FORBIDDEN_CONSECUTIVE_REQUEST', message: 'later' }, 'unknown'],
  [400, { code: 'INVALID_API_KEY', message: 'no' }, 'unknown'],
  [500, { code: 'FAILED', message: 'no' }, 'unknown'],
])('reads the answer %d to a cancel', async (status, body, kind) => {
  const client = await startAnswering(() => ({ status, body }));
  const request = { paymentKey: 'pk_1', amount: 1, reason: 'late', idempotencyKey: 'rfd_1' };
  expect(await client.cancel(request)).toMatchObject({ kind });
});

test('sends no request about a key that would change the path', async () => {
  const asked: string[] = [];
  const client = await startAnswering((path) => {
    asked.push(path);
    return { status: 200, body: payment };
  });
  for (const paymentKey of ['.', '..']) {
    await expect(client.inquire({ paymentKey })).rejects.toThrow('would change the path');
    await expect(
      client.cancel({ paymentKey, amount: 1, reason: 'no', idempotencyKey: 'rfd_1' }),
    ).rejects.toThrow('would change the path');
  }
  expect(asked).toEqual([]);
});
