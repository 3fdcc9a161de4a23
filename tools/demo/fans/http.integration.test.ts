import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { makeFanClient } from './fan-client.ts';
import { describe as describeRequest, makeHttp } from './http.ts';

const servers: Server[] = [];
const pauses: number[] = [];
const cutOff = new AbortController();
const http = makeHttp({
  signal: cutOff.signal,
  sleep: async (ms) => {
    pauses.push(ms);
  },
});

afterEach(async () => {
  pauses.length = 0;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function serve(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers in turn; the last answer again and again. */
async function serveInTurn(...answers: readonly (readonly [number, object, Record<string, string>?])[]) {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    const [status, body, headers] = answers[Math.min(asked.length, answers.length - 1)] ?? [500, {}];
    asked.push(`${request.method} ${request.url} ${request.headers['idempotency-key'] ?? ''}`.trim());
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  return { url, asked };
}

test('a busy answer is waited for as long as it says, and asked again with the same key', async () => {
  const { url, asked } = await serveInTurn([503, {}, { 'retry-after': '2' }], [202, { ok: true }]);
  const request = { method: 'POST', url, body: {}, headers: { 'idempotency-key': 'k' } } as const;
  expect(await http.send(request)).toMatchObject({ status: 202, body: { ok: true } });
  expect(asked).toEqual(['POST / k', 'POST / k']);
  expect(pauses).toEqual([2_000]);
});

test('a broken connection is tried again', async () => {
  let requests = 0;
  const url = await serve((request, response) => {
    requests += 1;
    if (requests === 1) request.socket.destroy();
    else response.end();
  });
  expect((await http.send({ method: 'GET', url })).status).toBe(200);
  expect(http.repeats.get('connection')).toBe(1);
});

test('what must not be sent twice is sent once', async () => {
  const { url, asked } = await serveInTurn([503, {}]);
  expect((await http.send({ method: 'POST', url, repeatable: false })).status).toBe(503);
  expect(asked).toHaveLength(1);
});

test('gives up after some tries, with the last answer', async () => {
  const { url, asked } = await serveInTurn([429, { code: 'rate_limited' }]);
  expect(await http.send({ method: 'GET', url })).toMatchObject({ status: 429 });
  expect(asked).toHaveLength(6);
});

test('a request without an answer ends by its timeout, and says what it was without ids', async () => {
  const url = await serve(() => {});
  const request = {
    method: 'GET',
    url: `${url}/v1/jobs/job_h0abc?wait=10`,
    timeoutMs: 30,
    repeatable: false,
  } as const;
  await expect(http.send(request)).rejects.toThrow('GET /v1/jobs/…: no answer');
  expect(describeRequest(request)).toBe('GET /v1/jobs/…');
});

test('a fan waits for a job until it is final, and hears why it was rejected', async () => {
  const job = (status: string, more: object = {}) => ({
    id: 'job_h0a',
    status,
    result: null,
    error: null,
    ...more,
  });
  const { url, asked } = await serveInTurn(
    [202, job('queued')],
    [200, job('processing')],
    [200, job('rejected', { error: { code: 'seat_unavailable' } })],
  );
  const accepted: string[] = [];
  const fan = makeFanClient({
    http,
    apiUrl: url,
    mockPgUrl: url,
    accessToken: 'token',
    concertId: 'con_1',
    performanceId: 'prf_1',
    nowMs: () => performance.now(),
    onAccepted: (id) => accepted.push(id),
  });
  const end = await fan.hold('queue-token', { seatNumbers: [1] });
  expect(end).toMatchObject({ status: 'rejected', code: 'seat_unavailable', jobId: 'job_h0a' });
  expect(accepted).toEqual(['job_h0a']);
  expect(asked.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'POST /v1/reservations',
    'GET /v1/jobs/job_h0a?wait=10',
    'GET /v1/jobs/job_h0a?wait=10',
  ]);
});

test('a command that is not accepted is a refusal, and an unknown answer a fault', async () => {
  const refusing = await serveInTurn([403, { code: 'admission_required' }]);
  const broken = await serveInTurn([500, { code: 'internal_error' }]);
  const fanAt = (apiUrl: string) =>
    makeFanClient({
      http,
      apiUrl,
      mockPgUrl: apiUrl,
      accessToken: 'token',
      concertId: 'con_1',
      performanceId: 'prf_1',
      nowMs: () => performance.now(),
      onAccepted: () => {},
    });
  const refused = await fanAt(refusing.url).hold('queue-token', { seatNumbers: [1] });
  expect(refused).toMatchObject({ status: 'refused', code: 'admission_required', jobId: null });
  await expect(fanAt(broken.url).join()).rejects.toThrow(
    'POST /v1/concerts/…/queue answered 500 internal_error',
  );
});

test('nothing is sent once the rush is cut off', async () => {
  const { url, asked } = await serveInTurn([200, {}]);
  cutOff.abort();
  await expect(http.send({ method: 'GET', url })).rejects.toThrow();
  expect(asked).toEqual([]);
});
