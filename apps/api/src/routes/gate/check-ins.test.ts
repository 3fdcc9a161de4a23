import { randomUUID } from 'node:crypto';
import { encodeTicketCode, verifyTicketCode } from '@concert-mania/core/tickets/ticket-code';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import type { ApiDeps } from '../../ports.ts';
import { ADMIN, FAN, fakeDeps, fakeQueue, NOW } from '../../testing/fake-deps.ts';

const keys = makeTicketKeys(['a signing secret of at least 32 characters']);
const strangers = makeTicketKeys(['another signing secret of 32 characters!']);
const claims = { ticketId: 'tkt_a01', performanceId: 'prf_1', seatNumber: 7, version: 2 } as const;
const CODE = encodeTicketCode(claims, keys.signer);

let commands: ReturnType<typeof fakeQueue>;
let app: ReturnType<typeof makeApp>;
beforeEach(() => {
  commands = fakeQueue();
  const gate = { verifyCode: (code: string) => verifyTicketCode(code, keys.verify) };
  app = makeApp(fakeDeps({ commands: commands.queue, gate: gate as ApiDeps['gate'] }));
});

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const text = JSON.stringify(body);
  const response = await app.request(`/v1/gate/check-ins${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${ADMIN}`,
      'content-type': 'application/json',
      'content-length': `${Buffer.byteLength(text)}`,
      ...headers,
    },
    body: text,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
};
const scan = (more: Record<string, unknown> = {}) => ({
  performanceId: 'prf_1',
  gate: 'Gate A',
  code: CODE,
  scanId: randomUUID(),
  ...more,
});

describe('a check-in', () => {
  it('goes to the worker with what its code says, keyed by its scan', async () => {
    const body = scan({ at: '2026-03-01T19:59:30+09:00' });
    expect(await post('', body)).toMatchObject({
      status: 202,
      body: { type: 'ticket.check-in', status: 'queued' },
    });
    expect(commands.submissions()).toMatchObject([
      {
        name: 'ticket.check-in',
        idempotencyKey: body.scanId,
        acceptedAt: NOW,
        payload: {
          concertId: 'con_1',
          performanceId: 'prf_1',
          gate: 'Gate A',
          scanId: body.scanId,
          at: '2026-03-01T10:59:30.000Z',
          code: claims,
        },
      },
    ]);
  });

  it('is the same job when the scan is sent again, and refused when another has its id', async () => {
    const body = scan();
    const first = await post('', body);
    const again = await post('', { ...body, scanId: body.scanId.toUpperCase() });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(await post('', { ...body, gate: 'Gate B' })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it.each([
    ['no ticket code', 'https://example.com/'],
    ['a code that a stranger signed', encodeTicketCode(claims, strangers.signer)],
    ['a code that was changed after signing', CODE.replace('.7.', '.8.')],
    ['an empty text', ''],
    ['a longer code than ours', `${CODE}${'0'.repeat(4_000)}`],
    ['a text that no database stores', `\0\ud800${CODE}`],
  ])('is a job, too, for %s, without anything to look up', async (_, code) => {
    expect(await post('', scan({ code }))).toMatchObject({ status: 202 });
    expect(commands.submissions()).toMatchObject([{ payload: { code: null, at: null } }]);
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ['an unknown performance', { performanceId: 'prf_2' }, 404, 'performance_not_found'],
    ['a blank gate', { gate: ' ' }, 400, 'validation_failed'],
    ['a scan id that is no UUID', { scanId: '1' }, 400, 'validation_failed'],
    ['a time that is none', { at: 'yesterday' }, 400, 'validation_failed'],
    ['a time beyond the year 9999 in UTC', { at: '9999-12-31T23:59:59-12:00' }, 400, 'validation_failed'],
    ['a time before the year 0 in UTC', { at: '0000-01-01T00:00:00+12:00' }, 400, 'validation_failed'],
    ['a field of its own', { version: 2 }, 400, 'validation_failed'],
  ])('is refused with %s', async (_, more, status, code) => {
    expect(await post('', scan(more))).toMatchObject({ status, body: { code } });
    expect(commands.submissions()).toEqual([]);
  });

  it('is for staff alone', async () => {
    expect(await post('', scan(), { authorization: `Bearer ${FAN}` })).toMatchObject({ status: 403 });
  });
});

describe('a batch of check-ins', () => {
  const AT = '2026-03-01T10:30:00.000Z';
  const item = (code = CODE) => ({ code, scanId: randomUUID(), at: AT });
  const batch = (items: readonly unknown[]) => ({ performanceId: 'prf_1', gate: 'Gate A', items });
  const key = { 'idempotency-key': 'batch-1' };

  it('takes 500 scans with their codes, and marks those that are no ticket codes', async () => {
    const items = Array.from({ length: 500 }, (_, n) => item(n === 3 ? 'junk' : CODE));
    expect(await post('/batch', batch(items), key)).toMatchObject({
      status: 202,
      body: { type: 'ticket.check-in-batch' },
    });
    const [submission] = commands.submissions();
    expect(submission).toMatchObject({ idempotencyKey: 'batch-1', payload: { gate: 'Gate A' } });
    expect((submission as { payload: { scans: unknown[] } }).payload.scans).toEqual(
      items.map(({ scanId }, n) => ({ scanId, at: AT, code: n === 3 ? null : claims })),
    );
  });

  it('takes the readable scans of a batch beside items of any other form', async () => {
    const good = item();
    const items = [
      null,
      'text',
      {},
      { ...item(), code: 7 },
      { ...item(), scanId: 'none' },
      { ...item(), at: undefined },
      { ...item('\0'.repeat(600)), extra: 1 },
      good,
    ];
    expect(await post('/batch', batch(items), key)).toMatchObject({ status: 202 });
    const [, , , numeric, unnamed, timeless, foreign] = items as (typeof good)[];
    expect(commands.submissions()).toMatchObject([
      {
        payload: {
          scans: [
            ...Array(3).fill({ code: null, scanId: null, at: null }),
            { code: null, scanId: numeric?.scanId, at: AT },
            { code: claims, scanId: null, at: unnamed?.at },
            { code: claims, scanId: timeless?.scanId, at: null },
            { code: null, scanId: foreign?.scanId, at: AT },
            { code: claims, scanId: good.scanId, at: AT },
          ],
        },
      },
    ]);
  });

  const twice = item();
  it.each<[string, readonly object[], Record<string, string>, number, string]>([
    ['without a key', [item()], {}, 400, 'idempotency_key_required'],
    ['without scans', [], key, 400, 'validation_failed'],
    ['with 501 scans', Array.from({ length: 501 }, () => item()), key, 400, 'validation_failed'],
    ['with one scan twice', [twice, twice], key, 400, 'validation_failed'],
    ['of more than 256 KiB', [item('x'.repeat(300_000))], key, 413, 'body_too_large'],
  ])('is refused %s', async (_, items, headers, status, code) => {
    expect(await post('/batch', batch(items), headers)).toMatchObject({ status, body: { code } });
  });
});
