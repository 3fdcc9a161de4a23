import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type CircuitName, makeGatewayCircuit } from './gateway-circuit.ts';
import { makeGatewayClient } from './gateway-client.ts';

const FAILURES = 3;
const PAUSE_MS = 300;
const ORDER = { paymentKey: 'pk_1', orderId: 'res_1' };

async function start() {
  const gateway = { status: 503, calls: 0, code: 'NOT_FOUND_PAYMENT' };
  const server = createServer((_, response) => {
    gateway.calls += 1;
    const body = JSON.stringify({ code: gateway.code, message: 'no' });
    response.writeHead(gateway.status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const states: CircuitName[] = [];
  const circuit = makeGatewayCircuit({
    failures: FAILURES,
    pauseMs: PAUSE_MS,
    onState: (state) => states.push(state),
  });
  const client = makeGatewayClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secretKey: 'test-gateway-secret-key-of-32-characters',
    timeoutMs: 2_000,
    circuit,
    closing: new AbortController().signal,
  });
  const confirm = () => client.confirm({ ...ORDER, amount: 1_000, idempotencyKey: 'pay_1' });
  return { gateway, client, confirm, states };
}

test('stops calling a silent gateway, and detects when it answers again', async () => {
  const { gateway, client, confirm, states } = await start();
  for (let n = 0; n < FAILURES; n += 1) {
    expect(client.health()).toBe('well');
    expect(await confirm()).toMatchObject({ kind: 'unknown', reason: 'status 503' });
  }
  expect(client.health()).toBe('away');
  const answers = await Promise.all(Array.from({ length: 50 }, confirm));
  expect(new Set(answers.map((answer) => answer.kind))).toEqual(new Set(['unknown']));
  expect(gateway.calls).toBe(FAILURES);

  await vi.waitFor(() => expect(client.health()).toBe('doubtful'), 10_000);
  await Promise.all(Array.from({ length: 50 }, confirm));
  expect(gateway.calls).toBe(FAILURES + 1);
  expect(client.health()).toBe('away');

  gateway.status = 404;
  await vi.waitFor(() => expect(client.health()).toBe('doubtful'), 10_000);
  const back = await Promise.all(Array.from({ length: 5 }, confirm));
  expect(new Set(back.map((answer) => answer.kind))).toEqual(new Set(['not_found']));
  expect(client.health()).toBe('well');
  expect(states).toEqual(['open', 'half_open', 'open', 'half_open', 'closed']);
});

test.each([400, 404, 409, 422])('counts a gateway that answers %d as one that answers', async (status) => {
  const { gateway, client, confirm } = await start();
  gateway.status = status;
  for (let n = 0; n < 3 * FAILURES; n += 1) await confirm();
  expect(client.health()).toBe('well');
});

test('pauses when the gateway asks for fewer calls, and does not count that as a failure', async () => {
  const { gateway, client, confirm, states } = await start();
  gateway.status = 429;
  expect(await confirm()).toMatchObject({ kind: 'unknown', reason: 'status 429' });
  expect(client.health()).toBe('away');
  for (let n = 0; n < 3 * FAILURES; n += 1) expect(await confirm()).toMatchObject({ kind: 'unknown' });
  expect(gateway.calls).toBe(1);
  gateway.status = 404;
  await vi.waitFor(() => expect(client.health()).toBe('well'), 10_000);
  expect(await confirm()).toMatchObject({ kind: 'not_found' });
  expect(states).toEqual([]);
});

test.each([
  [401, 'UNAUTHORIZED_KEY'],
  [400, 'INVALID_API_KEY'],
])('leaves a gateway alone that refuses every call of ours with %d %s', async (status, code) => {
  const { gateway, client, confirm } = await start();
  Object.assign(gateway, { status, code });
  for (let n = 0; n < FAILURES; n += 1) expect(await confirm()).toMatchObject({ kind: 'unknown' });
  expect(client.health()).toBe('away');
});

test('counts consecutive failures: an answer between them resets the count', async () => {
  const { gateway, client, confirm } = await start();
  for (let n = 0; n < 4 * FAILURES; n += 1) {
    gateway.status = n % FAILURES === FAILURES - 1 ? 404 : 503;
    await confirm();
  }
  expect(client.health()).toBe('well');
});
