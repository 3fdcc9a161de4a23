import { CANCELLED } from '@concert-mania/core/jobs/testing/sample-outcomes';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../app.ts';
import { makeLogRequest } from '../middleware/log-request.ts';
import { FAN, fakeDeps, fakeQueue } from '../testing/fake-deps.ts';
import { makeCursors } from './cursors.ts';

const CANCEL = '/v1/reservations/res_1/cancel';
const SIGN_UP = '/v1/auth/signup';
const EUC_KR = [0xb1, 0xe8, 0xc3, 0xb6, 0xbc, 0xf6];

function start(given: Parameters<typeof fakeDeps>[0] = {}) {
  const commands = fakeQueue();
  const signedUp: unknown[] = [];
  const signUp = async (person: unknown) => {
    signedUp.push(person);
    throw new Error('the store is unavailable');
  };
  const found = { reservation: {} };
  const deps = fakeDeps({
    commands: commands.queue,
    cursors: makeCursors('cursor-secret-of-the-tests-0123456789'),
    reservations: { ...fakeDeps().reservations, find: async () => found as never },
    identity: { signUp, findAccount: async () => null } as never,
    ...given,
  });
  return { app: makeApp(deps), commands, signedUp };
}

const code = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
const asFan = { authorization: `Bearer ${FAN}`, 'idempotency-key': 'key-1' };

describe('a body', () => {
  const cancel = (headers: Record<string, string>, body?: string) =>
    start().app.request(CANCEL, { method: 'POST', headers: { ...asFan, ...headers }, body: body ?? null });

  it.each([
    ['absent', {}, undefined],
    ['absent, of a type', { 'content-type': 'application/json' }, undefined],
    ['absent, of a type with a charset', { 'content-type': 'application/json; charset=utf-8' }, undefined],
    ['of length 0', { 'content-type': 'application/json', 'content-length': '0' }, ''],
    ['of no bytes in chunks', { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }, ''],
    ['an empty object', { 'content-type': 'application/json' }, '{}'],
  ])('that may be left out can be %s: the same command', async (_, headers, body) => {
    const { app, commands } = start();
    const request = { method: 'POST', headers: { ...asFan, ...headers }, body: body ?? null };
    expect((await app.request(CANCEL, request)).status).toBe(202);
    const plain = await app.request(CANCEL, { method: 'POST', headers: asFan });
    expect(plain.headers.get('idempotent-replayed')).toBe('true');
    expect(commands.submissions()).toHaveLength(1);
  });

  it.each([
    ['one space', ' ', 'application/json', 400, 'malformed_json'],
    ['JSON without a type', '{}', '', 415, 'unsupported_media_type'],
    ['JSON in another charset', '{}', 'application/json; charset=EUC-KR', 415, 'unsupported_media_type'],
    ['another type', '{}', 'text/plain', 415, 'unsupported_media_type'],
  ])('of %s is refused', async (_, body, type, status, refusal) => {
    expect(await code(await cancel({ 'content-type': type }, body))).toEqual([status, refusal]);
  });

  it.each([
    'application/json; charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/merge-patch+json',
  ])('is read as %s', async (type) => {
    expect((await cancel({ 'content-type': type }, '{"reason":"늦어서"}')).status).toBe(202);
  });

  it('that is required has its own refusal when it is empty', async () => {
    const { app } = start();
    const headers = { ...asFan, 'content-type': 'application/json' };
    for (const path of ['/v1/reservations', '/v1/payments', SIGN_UP]) {
      expect(await code(await app.request(path, { method: 'POST', headers }))).toEqual([
        400,
        'body_required',
      ]);
    }
  });

  it('that is not UTF-8 is refused, and nothing of it is stored', async () => {
    const [before = '', after = ''] = JSON.stringify({
      email: 'kim@example.com',
      password: 'a long enough passphrase',
      name: '|',
    }).split('|');
    const body = Buffer.concat([Buffer.from(before), Buffer.from(EUC_KR), Buffer.from(after)]);
    const { app, signedUp } = start();
    const post = (type: string) =>
      app.request(SIGN_UP, { method: 'POST', headers: { 'content-type': type }, body });
    expect(await code(await post('application/json'))).toEqual([400, 'malformed_json']);
    expect(await code(await post('application/json; charset=euc-kr'))).toEqual([
      415,
      'unsupported_media_type',
    ]);
    expect(signedUp).toEqual([]);
  });
});

describe('an address', () => {
  const get = (path: string) => start().app.request(path, { headers: asFan });

  it('counts empty query parameters as absent and ignores unknown ones', async () => {
    expect((await get('/v1/reservations?cursor=&limit=&utm_source=mail&__proto__=1')).status).toBe(200);
    expect(await code(await get('/v1/reservations?cursor=x'))).toEqual([400, 'invalid_cursor']);
  });

  it.each(['/v1/reservations?cursor=%B1%E8', '/v1/reservations?x=%zz', '/v1/jobs/%B1%E8'])(
    'with escapes that are not UTF-8 is refused: %s',
    async (path) => {
      expect(await code(await get(path))).toEqual([400, 'malformed_request']);
    },
  );
});

describe('an answer', () => {
  it('to a final job, waited for or replayed, has no Retry-After', async () => {
    let final = false;
    const { app } = start({
      findJob: async ({ jobId }) => ({
        id: jobId,
        type: 'reservation.cancel',
        accountId: 'usr_fan',
        createdAt: new Date(),
        finishedAt: final ? new Date() : null,
        ...(final ? { status: 'succeeded', outcome: CANCELLED } : { status: 'processing', outcome: null }),
      }),
    });
    const retryAfter = async () =>
      (await app.request(CANCEL, { method: 'POST', headers: { ...asFan, prefer: 'wait=1' } })).headers.get(
        'retry-after',
      );
    expect(await retryAfter()).toBe('1');
    final = true;
    expect(await retryAfter()).toBeNull();
  });

  it('distinguishes a refused token from a missing one', async () => {
    const challenge = async (headers: Record<string, string>) =>
      (await start().app.request('/v1/me', { headers })).headers.get('www-authenticate');
    expect(await challenge({})).toBe('Bearer realm="concert-mania"');
    expect(await challenge({ authorization: 'Basic eDp5' })).toBe('Bearer realm="concert-mania"');
    expect(await challenge({ authorization: 'bearer old' })).toContain('error="invalid_token"');
  });

  it('names the type of a problem by its full address if it is known', async () => {
    const { app } = start({ publicUrl: 'https://api.example/live/' });
    const { type } = (await (await app.request('/v1/me')).json()) as { type: string };
    expect(type).toBe('https://api.example/live/problems/unauthenticated');
    const described = await (await app.request('/problems/unauthenticated')).json();
    expect(described).toMatchObject({ type });
  });

  it("repeats the client's request id, while logs and jobs also have our own", async () => {
    const lines: { readonly requestId: string }[] = [];
    const info = (line: (typeof lines)[number]) => lines.push(line);
    const { app, commands } = start({ logRequest: makeLogRequest({ info } as never, 1) });
    const headers = { ...asFan, 'x-request-id': 'order-42' };
    const answer = await app.request(CANCEL, { method: 'POST', headers });
    expect(answer.headers.get('x-request-id')).toBe('order-42');
    expect(lines).toMatchObject([{ clientRequestId: 'order-42' }]);
    const requestId = lines[0]?.requestId;
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(commands.submissions()).toMatchObject([{ requestId }]);
  });

  it('to OPTIONS names the methods of an address', async () => {
    const response = await start().app.request('/v1/reservations', { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'POST, GET, HEAD, OPTIONS']);
  });
});
