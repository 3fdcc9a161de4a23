import { expect, it } from 'vitest';
import { dataOf } from './problem.ts';
import { fakeApi, problem } from './testing/fake-api.ts';

const wish = { body: { performanceId: 'prf_1', seatNumbers: [1] } };
const job = { id: 'job_1', type: 'reservation.hold', status: 'queued', result: null, error: null };

it('repeats a command after Retry-After, with the same key and body', async () => {
  const { client, requests, pauses } = fakeApi([
    [503, {}, { 'retry-after': '2' }],
    [202, job],
  ]);
  expect((await client.submit('reservation.hold', wish)).data).toMatchObject({ id: 'job_1' });
  const [first, second] = requests.map(({ headers }) => headers.get('idempotency-key'));
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(second).toBe(first);
  expect(await requests[1]?.json()).toEqual(wish.body);
  expect(pauses).toEqual([2_000]);
});

it('repeats what may be repeated after a network fault, each time after a longer pause', async () => {
  const causes: unknown[] = [];
  const onRetry = (cause: unknown) => causes.push(cause);
  const lost = new Error('connection reset');
  const { client, pauses } = fakeApi([lost, lost, [200, { items: [] }]], { onRetry });
  expect(await dataOf(client.GET('/v1/concerts'))).toEqual({ items: [] });
  expect(pauses).toEqual([200, 400]);
  expect(causes).toEqual(['network', 'network']);
});

it('repeats a request whose connection the server ended as silent', async () => {
  const { client, requests } = fakeApi([problem(408, 'request_timeout'), [200, { items: [] }]]);
  expect(await dataOf(client.GET('/v1/concerts'))).toEqual({ items: [] });
  expect(requests).toHaveLength(2);
});

it.each([
  ['a sign-up', '/v1/auth/signup'],
  ['a top-up order', '/v1/wallet/top-up-orders'],
] as const)('sends %s, which has no key, once', async (_, path) => {
  const busy = fakeApi([[503, {}, { 'retry-after': '1' }]]);
  expect((await busy.client.POST(path, { body: {} as never })).response.status).toBe(503);
  expect(busy.requests).toHaveLength(1);
  const broken = fakeApi([new Error('connection reset')]);
  await expect(broken.client.POST(path, { body: {} as never })).rejects.toThrow(
    `POST ${path}: connection reset`,
  );
  expect(broken.requests).toHaveLength(1);
});

it('joins a waiting room again, because a fan has one place', async () => {
  const { client, requests } = fakeApi([new Error('connection reset'), [201, { token: 'a' }]]);
  const params = { path: { concertId: 'con_1' } };
  expect((await client.POST('/v1/concerts/{concertId}/queue', { params })).response.status).toBe(201);
  expect(requests).toHaveLength(2);
});

it('gives up after some tries, with the last answer', async () => {
  const { client, requests } = fakeApi([problem(429, 'rate_limited')], { mostTries: 3 });
  await expect(dataOf(client.GET('/v1/concerts'))).rejects.toMatchObject({ code: 'rate_limited' });
  expect(requests).toHaveLength(3);
});

it('does not wait for an hour', async () => {
  const { client, pauses } = fakeApi([[503, {}, { 'retry-after': '3600' }]]);
  expect((await client.GET('/v1/concerts')).response.status).toBe(503);
  expect(pauses).toEqual([]);
});

it('ends a request without an answer by its time, and a long poll later by its wait', async () => {
  const neverAnswered = ({ signal }: Request) =>
    new Promise<Response>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const { client } = fakeApi([], { fetch: neverAnswered, timeoutMs: 20, mostTries: 1 });
  await expect(client.GET('/v1/concerts')).rejects.toThrow('GET /v1/concerts: no answer within 20 ms');
  const params = { path: { jobId: 'job_1' }, query: { wait: 1 } };
  await expect(client.GET('/v1/jobs/{jobId}', { params })).rejects.toThrow('no answer within 1020 ms');
});

it('sends nothing once its signal has aborted', async () => {
  const over = new AbortController();
  const { client } = fakeApi([new Error('connection reset')], {
    pause: async () => over.abort(new Error('cut off')),
    signal: over.signal,
    mostTries: 2,
  });
  await expect(client.GET('/v1/concerts')).rejects.toThrow('cut off');
});

it('tells a problem from an answer of something that is not the API', async () => {
  const refused = fakeApi([problem(404, 'concert_not_found')]);
  const params = { path: { concertId: 'con_1' } };
  await expect(dataOf(refused.client.GET('/v1/concerts/{concertId}', { params }))).rejects.toMatchObject({
    name: 'ProblemError',
    code: 'concert_not_found',
    message: '/v1/concerts/con_1: 404 concert_not_found: because of concert_not_found',
  });
  const proxy = fakeApi([[502, 'Bad Gateway']]);
  await expect(dataOf(proxy.client.GET('/v1/concerts'))).rejects.toThrow(
    '/v1/concerts answered 502 without a problem document',
  );
});
