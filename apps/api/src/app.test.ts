import { beforeEach, describe, expect, it } from 'vitest';
import { makeApp } from './app.ts';
import type { App } from './http/add-route.ts';
import type { Problem } from './http/problems/problem.ts';
import { MAX_BODY_BYTES } from './http/request-bodies/read-body.ts';
import { FAN, fakeDeps, fakeQueue, QUEUE_TOKEN } from './testing/fake-deps.ts';

const HOLD = { performanceId: 'prf_1', seatNumbers: [1, 2] };
const HEADERS = {
  authorization: `Bearer ${FAN}`,
  'content-type': 'application/json',
  'idempotency-key': 'key-1',
  'queue-token': QUEUE_TOKEN,
};

let commands: ReturnType<typeof fakeQueue>;
let app: App;

beforeEach(() => {
  commands = fakeQueue();
  app = makeApp(fakeDeps({ commands: commands.queue, passes: { isActive: async () => true } }));
});

const send = (body: unknown, headers: Record<string, string | undefined> = {}, path = '/v1/reservations') =>
  app.request(path, {
    method: 'POST',
    headers: Object.entries({ ...HEADERS, ...headers }).filter(
      (header): header is [string, string] => header[1] !== undefined,
    ),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function expectProblem(response: Response, status: number, code: string) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = (await response.json()) as Problem;
  expect(body).toMatchObject({ status, code, type: expect.any(String), title: expect.any(String) });
  expect(body.requestId).toBe(response.headers.get('x-request-id'));
  expect(response.status).toBe(status);
  return body;
}

describe('a bad command never reaches the queue', () => {
  it.each([
    ['malformed JSON', '{"performanceId":', {}, 400, 'malformed_json'],
    ['an empty body', '', {}, 400, 'body_required'],
    ['one space', ' ', {}, 400, 'malformed_json'],
    [
      'another charset',
      HOLD,
      { 'content-type': 'application/json; charset=euc-kr' },
      415,
      'unsupported_media_type',
    ],
    ['a wrong type', { ...HOLD, seatNumbers: ['1'] }, {}, 400, 'validation_failed'],
    ['a seat number of zero', { ...HOLD, seatNumbers: [0] }, {}, 400, 'validation_failed'],
    [
      'eleven seats',
      { ...HOLD, seatNumbers: Array.from({ length: 11 }, (_, index) => index + 1) },
      {},
      400,
      'validation_failed',
    ],
    ['no seats', { ...HOLD, seatNumbers: [] }, {}, 400, 'validation_failed'],
    ['one seat twice', { ...HOLD, seatNumbers: [7, 7] }, {}, 400, 'validation_failed'],
    ['an unknown field', { ...HOLD, price: 1 }, {}, 400, 'validation_failed'],
    [
      'chosen and best seats at once',
      { ...HOLD, bestAvailable: { quantity: 1 } },
      {},
      400,
      'validation_failed',
    ],
    ['neither seats nor a wish', { performanceId: 'prf_1' }, {}, 400, 'validation_failed'],
    ['a text with a NUL character', { ...HOLD, performanceId: 'prf_\0' }, {}, 400, 'validation_failed'],
    ['half a character', { ...HOLD, performanceId: 'prf_\ud800' }, {}, 400, 'validation_failed'],
    ['an inherited field', `{"__proto__":{},${JSON.stringify(HOLD).slice(1)}`, {}, 400, 'validation_failed'],
    ['an array', [HOLD], {}, 400, 'validation_failed'],
    ['null', 'null', {}, 400, 'validation_failed'],
    ['an oversized body', JSON.stringify({ x: 'x'.repeat(MAX_BODY_BYTES) }), {}, 413, 'body_too_large'],
    ['another content type', HOLD, { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['no token', HOLD, { authorization: undefined }, 401, 'unauthenticated'],
    ['a wrong token', HOLD, { authorization: 'Bearer wrong' }, 401, 'unauthenticated'],
    ['another scheme', HOLD, { authorization: `Basic ${FAN}` }, 401, 'unauthenticated'],
    ['no idempotency key', HOLD, { 'idempotency-key': undefined }, 400, 'idempotency_key_required'],
    ['a key that is too long', HOLD, { 'idempotency-key': 'x'.repeat(256) }, 400, 'idempotency_key_invalid'],
    ['an unknown performance', { ...HOLD, performanceId: 'prf_2' }, {}, 404, 'performance_not_found'],
    ['no queue token', HOLD, { 'queue-token': undefined }, 403, 'admission_required'],
    ['a queue token of another shape', HOLD, { 'queue-token': FAN }, 403, 'admission_required'],
  ] as const)('with %s', async (_, body, headers, status, code) => {
    await expectProblem(await send(body, { 'content-length': undefined, ...headers }), status, code);
    expect(commands.submissions()).toEqual([]);
  });

  it('with a body over the limit that does not tell its length', async () => {
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(8_192))),
    });
    const response = await app.request('/v1/reservations', {
      method: 'POST',
      headers: { ...HEADERS, 'transfer-encoding': 'chunked' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    await expectProblem(response, 413, 'body_too_large');
    expect(commands.submissions()).toEqual([]);
  });

  it("to cancel another fan's reservation: 404, as for an unknown one", async () => {
    await expectProblem(
      await send({}, {}, '/v1/reservations/res_other/cancel'),
      404,
      'reservation_not_found',
    );
    expect(commands.submissions()).toEqual([]);
  });

  it('without an active pass of this concert, account and token', async () => {
    const asked: unknown[] = [];
    const isActive = async (claim: unknown) => {
      asked.push(claim);
      return false;
    };
    app = makeApp(fakeDeps({ commands: commands.queue, passes: { isActive } }));
    await expectProblem(await send(HOLD), 403, 'admission_required');
    expect(asked).toEqual([{ concertId: 'con_1', accountId: 'usr_fan', token: QUEUE_TOKEN }]);
    expect(commands.submissions()).toEqual([]);
  });

  it('for a performance that is not published', async () => {
    const performances = fakeDeps().performances;
    const draft = async (id: string) => {
      const found = await performances.find(id);
      return found && { ...found, published: false };
    };
    app = makeApp(fakeDeps({ commands: commands.queue, performances: { find: draft } }));
    await expectProblem(await send(HOLD), 404, 'performance_not_found');
    expect(commands.submissions()).toEqual([]);
  });
});

describe('a fault in a body', () => {
  it('is named field by field, for the closest alternative', async () => {
    const body = await expectProblem(
      await send(
        { performanceId: 'prf_1', bestAvailable: { quantity: 11, colour: 'red' } },
        { 'accept-language': 'en' },
      ),
      400,
      'validation_failed',
    );
    expect(body.errors?.map((error) => error.path).sort()).toEqual([
      'bestAvailable',
      'bestAvailable.quantity',
    ]);
  });

  it('is described in Korean, or in English on request', async () => {
    const wrong = { ...HOLD, seatNumbers: 'all' };
    const ko = (await (await send(wrong)).json()) as Problem;
    const en = (await (await send(wrong, { 'accept-language': 'en-US' })).json()) as Problem;
    expect(ko.title).toMatch(/[가-힣]/);
    expect(ko.errors?.[0]?.message).toMatch(/[가-힣]/);
    expect(en.errors?.[0]).toEqual({
      path: 'seatNumbers',
      message: expect.stringMatching(/expected array/i),
    });
  });
});

describe('every answer', () => {
  it('is a problem object for an unknown address and for a wrong method, which lists the allowed ones', async () => {
    await expectProblem(await app.request('/nowhere'), 404, 'not_found');
    const response = await app.request('/v1/me/sessions', { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    await expectProblem(response, 405, 'method_not_allowed');
  });

  it('carries the request id that was sent, or a new one for an id that could forge a log line', async () => {
    const idFor = async (id: string) =>
      (await app.request('/livez', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await idFor('trace-1.2')).toBe('trace-1.2');
    expect(await idFor('x'.repeat(129))).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('a b')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says how to sign in on 401', async () => {
    const response = await app.request('/v1/me');
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it('hides the message of a fault', async () => {
    const failing = async () => {
      throw new Error('password=hunter2 at 10.0.0.3');
    };
    app = makeApp(fakeDeps({ findJob: failing }));
    const response = await app.request('/v1/jobs/job_1', { headers: HEADERS });
    const text = await response.clone().text();
    await expectProblem(response, 500, 'internal_error');
    expect(text).not.toMatch(/hunter2|10\.0\.0\.3/);
  });

  it('asks for a retry while a dependency is unavailable', async () => {
    const failing = async () => {
      throw new Error('connect ECONNREFUSED');
    };
    app = makeApp(fakeDeps({ findJob: failing, isUnavailable: () => true }));
    const response = await app.request('/v1/jobs/job_1', { headers: HEADERS });
    expect(response.headers.get('retry-after')).toBe('1');
    await expectProblem(response, 503, 'service_unavailable');
  });

  it('is counted once by route pattern, method and status', async () => {
    const observed: unknown[] = [];
    const problems: unknown[] = [];
    app = makeApp(
      fakeDeps({
        metrics: {
          onRequest: (...labels) => observed.push(labels.slice(0, 3)),
          onWait: () => undefined,
          onProblem: (code) => problems.push(code),
        },
      }),
    );
    await app.request('/v1/jobs/job_1', { headers: HEADERS });
    await app.request('/nowhere/usr_1');
    await app.request('/v1/me', { method: 'PUT' });
    expect(observed).toEqual([
      ['/v1/jobs/:jobId', 'GET', 404],
      ['(unmatched)', 'GET', 404],
      ['(unmatched)', 'PUT', 405],
    ]);
    expect(problems).toEqual(['job_not_found', 'not_found', 'method_not_allowed']);
  });

  it('is not counted as latency while it waits as its client asked', async () => {
    const [answered, waited] = [[] as unknown[], [] as unknown[]];
    app = makeApp(
      fakeDeps({
        findJob: async () => null,
        metrics: {
          onRequest: (...labels) => answered.push(labels.slice(0, 3)),
          onWait: (...labels) => waited.push(labels.slice(0, 3)),
          onProblem: () => undefined,
        },
      }),
    );
    await app.request('/v1/jobs/job_1?wait=1', { headers: HEADERS });
    await app.request('/v1/jobs/job_1', { headers: HEADERS });
    expect(waited).toEqual([['/v1/jobs/:jobId', 'GET', 404]]);
    expect(answered).toEqual([['/v1/jobs/:jobId', 'GET', 404]]);
  });

  it('can be read only by scripts of the listed origins', async () => {
    app = makeApp(fakeDeps({ corsOrigins: ['https://fans.example'] }));
    const allowed = async (origin: string) =>
      (await app.request('/v1/me', { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed('https://fans.example')).toBe('https://fans.example');
    expect(await allowed('https://evil.example')).toBeNull();
  });
});

describe('readiness', () => {
  it('keeps the API in the load balancer while PostgreSQL is down, and takes it out while it stops', async () => {
    const closing = new AbortController();
    const readiness = async () => ({ ready: false, checks: { postgres: 'failed', redis: 'ok' } as const });
    const api = makeApp(fakeDeps({ readiness, closing: closing.signal }));
    const degraded = await api.request('/readyz');
    expect(degraded.status).toBe(200);
    expect(await degraded.json()).toEqual({
      status: 'degraded',
      checks: { postgres: 'failed', redis: 'ok' },
    });
    closing.abort();
    expect((await api.request('/readyz')).status).toBe(503);
  });
});
