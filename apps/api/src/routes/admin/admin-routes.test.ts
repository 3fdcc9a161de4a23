import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import type { Problem } from '../../http/problems/problem.ts';
import { MAX_VENUE_BODY_BYTES } from '../../http/request-bodies/read-body.ts';
import type { ApiDeps } from '../../ports.ts';
import { ADMIN, FAN, fakeDeps } from '../../testing/fake-deps.ts';
import type { ProgrammeDeps } from './programme/ports.ts';

const VENUE = {
  name: 'Club',
  address: 'Seoul',
  seatingPlan: {
    name: 'Club',
    categories: [{ name: 'R' }],
    zones: [
      {
        position: { x: 0, y: 0 },
        rows: [
          {
            row_number: '1',
            seats: [{ seat_guid: 'a', seat_number: '1', position: { x: 0, y: 0 }, category: 'R' }],
          },
        ],
      },
    ],
  },
};
const CONCERT = { title: 'T', artist: 'A', description: 'D', venueId: 'ven_1' };
const PERFORMANCE = {
  startsAt: '2026-05-02T19:00:00+09:00',
  saleOpensAt: '2026-04-01T11:00:00Z',
  saleClosesAt: '2026-05-02T08:00:00Z',
  prices: [{ category: 'R', grade: 'R', price: 99_000 }],
};
interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}
const ROUTES: readonly Call[] = [
  { method: 'POST', path: '/v1/admin/venues', body: VENUE },
  { method: 'POST', path: '/v1/admin/concerts', body: CONCERT },
  { method: 'GET', path: '/v1/admin/concerts/con_1' },
  { method: 'PATCH', path: '/v1/admin/concerts/con_1', body: { title: 'T' } },
  { method: 'POST', path: '/v1/admin/concerts/con_1/performances', body: PERFORMANCE },
  { method: 'POST', path: '/v1/admin/concerts/con_1/publish' },
  { method: 'PATCH', path: '/v1/admin/concerts/con_1/waiting-room', body: { maxActive: 1 } },
  { method: 'PATCH', path: '/v1/admin/performances/prf_1', body: { prices: PERFORMANCE.prices } },
  { method: 'GET', path: '/v1/admin/performances/prf_1/sales' },
  { method: 'GET', path: '/v1/admin/audit' },
];
const importOf = (body: object): Call => ({ method: 'POST', path: '/v1/admin/venues', body });

const createConcert: Call = { method: 'POST', path: '/v1/admin/concerts' };
const addPerformance = (price: object): Call => ({
  method: 'POST',
  path: '/v1/admin/concerts/con_1/performances',
  body: { ...PERFORMANCE, prices: [price] },
});

/** An app with recording fakes. */
function appFor(given: Partial<ProgrammeDeps> = {}) {
  const calls: string[] = [];
  const programme = new Proxy(given, {
    get: (target, name) => {
      calls.push(String(name));
      return Reflect.get(target, name);
    },
  }) as ProgrammeDeps;
  const staff = { actions: { record: async () => undefined } } as unknown as ApiDeps['staff'];
  return { app: makeApp(fakeDeps({ programme, staff })), calls };
}

const request = (
  { app }: Pick<ReturnType<typeof appFor>, 'app'>,
  { method, path, body }: Call,
  headers: Record<string, string> = {},
) =>
  app.request(path, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const problemOf = async (response: Response) => (await response.json()) as Problem;

describe.each(ROUTES)('$method $path', (route) => {
  it('is only for administrators', async () => {
    const world = appFor();
    const anonymous = await request(world, route, { authorization: '' });
    expect([anonymous.status, (await problemOf(anonymous)).code]).toEqual([401, 'unauthenticated']);
    const fan = await request(world, route, { authorization: `Bearer ${FAN}` });
    expect([fan.status, (await problemOf(fan)).code]).toEqual([403, 'forbidden']);
    expect(world.calls).toEqual([]);
  });
});

describe.each(ROUTES.filter(({ body }) => body))(
  'the body of $method $path',
  ({ method, path, body = {} }) => {
    it.each<[string, object, Record<string, string>, number, string]>([
      ['with an unknown field', { ...body, surprise: 1 }, {}, 400, 'validation_failed'],
      [
        'of another media type than JSON',
        body,
        { 'content-type': 'text/plain' },
        415,
        'unsupported_media_type',
      ],
      ['that is an array', [body], {}, 400, 'validation_failed'],
    ])('%s is refused', async (_, sent, headers, status, code) => {
      const world = appFor();
      const response = await request(world, { method, path, body: sent }, headers);
      expect([response.status, (await problemOf(response)).code]).toEqual([status, code]);
      expect(world.calls).toEqual([]);
    });

    it('that is broken JSON is refused', async () => {
      const response = await appFor().app.request(path, {
        method,
        headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
        body: '{"name":',
      });
      expect([response.status, (await problemOf(response)).code]).toEqual([400, 'malformed_json']);
    });
  },
);

it.each(
  ROUTES.filter(({ path }) => path.includes('_1')).map((route) => ({
    ...route,
    path: route.path.replace('_1', '_%C3%A9'),
  })),
)('$method $path answers 404 without a lookup', async (route) => {
  const world = appFor();
  const response = await request(world, route);
  expect(response.status).toBe(404);
  expect((await problemOf(response)).code).toMatch(/^(concert|performance)_not_found$/);
  expect(world.calls).toEqual([]);
});

describe('an import', () => {
  it('names every fault by its path, in the requested language', async () => {
    const seats = [
      { seat_guid: 'a', seat_number: '1', position: { x: 0, y: 0 }, category: 'VIP' },
      { seat_guid: 'a', seat_number: 2, position: { x: 0, y: 0 }, category: 'R' },
    ];
    const seatingPlan = {
      ...VENUE.seatingPlan,
      zones: [{ position: { x: 0, y: 0 }, rows: [{ row_number: '1', seats }] }],
    };
    const body = { ...VENUE, seatingPlan, accessibleSeats: ['z'] };
    const send = async (language: string) =>
      (await problemOf(await request(appFor(), importOf(body), { 'accept-language': language }))).errors;
    const path = 'seatingPlan.zones.0.rows.0.seats';
    const [ko, en] = [await send('ko'), await send('en')];
    for (const errors of [ko, en]) {
      expect(errors?.map((error) => error.path)).toEqual([
        `${path}.0.category`,
        `${path}.1.seat_number`,
        'accessibleSeats.0',
      ]);
    }
    expect(en?.[0]?.message).toBe('No such category in the seating plan');
    expect(ko?.map((error) => error.message)).not.toEqual(en?.map((error) => error.message));
  });

  it('of text that cannot be stored is refused', async () => {
    const response = await request(appFor(), importOf({ ...VENUE, name: 'a\u0000b' }));
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toMatchObject([{ path: 'name' }]);
  });

  it('may be larger than other bodies, up to its own limit', async () => {
    const imported: number[] = [];
    const world = appFor({
      importVenue: async (venue) => {
        imported.push(venue.seats.length);
        return { id: 'ven_1', seatCount: venue.seats.length };
      },
    });
    const padded = {
      ...VENUE,
      seatingPlan: {
        ...VENUE.seatingPlan,
        zones: VENUE.seatingPlan.zones.map((zone) => ({ ...zone, areas: ['x'.repeat(1_000_000)] })),
      },
    };
    const accepted = await request(world, importOf(padded));
    expect([accepted.status, await accepted.json()]).toEqual([201, { id: 'ven_1', seatCount: 1 }]);
    const headers = { 'content-length': `${MAX_VENUE_BODY_BYTES + 1}` };
    expect((await request(world, importOf(VENUE), headers)).status).toBe(413);
    const elsewhere = { ...CONCERT, description: 'x'.repeat(70_000) };
    const length = { 'content-length': `${JSON.stringify(elsewhere).length}` };
    expect(
      (await request(world, { method: 'POST', path: '/v1/admin/concerts', body: elsewhere }, length)).status,
    ).toBe(413);
    expect(imported).toEqual([1]);
  });

  it('does not return the megabytes it received', async () => {
    const body = {
      ...VENUE,
      ...Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`unknown${i}`, 1])),
    };
    const response = await request(appFor(), importOf(body));
    expect(response.status).toBe(400);
    expect((await response.text()).length).toBeLessThan(5_000);
  });

  it('that is compressed is refused with 415, and the answer names the accepted encoding', async () => {
    const response = await appFor().app.request('/v1/admin/venues', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ADMIN}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: gzipSync(JSON.stringify(VENUE)),
    });
    expect(response.status).toBe(415);
    expect(response.headers.get('accept-encoding')).toBe('identity');
    expect((await problemOf(response)).code).toBe('body_encoding_unsupported');
  });
});

describe('terms', () => {
  it.each<[string, string, object, string]>([
    ['PATCH', '/v1/admin/concerts/con_1', { maxSeatsPerUser: 11 }, 'maxSeatsPerUser'],
    ['PATCH', '/v1/admin/concerts/con_1', { title: ' ' }, 'title'],
    ['PATCH', '/v1/admin/concerts/con_1', { holdSeconds: 0 }, 'holdSeconds'],
    ['PATCH', '/v1/admin/concerts/con_1', { refundPolicy: { preset: 'none' } }, 'refundPolicy.preset'],
    ['PATCH', '/v1/admin/concerts/con_1', { waitingRoom: { maxActive: 0 } }, 'waitingRoom.maxActive'],
    ['PATCH', '/v1/admin/concerts/con_1/waiting-room', { preOpenOrder: 'random' }, 'preOpenOrder'],
    ['PATCH', '/v1/admin/performances/prf_1', { startsAt: '0000-01-01T00:00:00Z' }, 'startsAt'],
    ['PATCH', '/v1/admin/performances/prf_1', { saleOpensAt: 'tomorrow' }, 'saleOpensAt'],
    [
      'PATCH',
      '/v1/admin/performances/prf_1',
      { prices: [{ category: 'R', grade: 'R', price: 0.5 }] },
      'prices.0.price',
    ],
    [
      'PATCH',
      '/v1/admin/performances/prf_1',
      { prices: [{ category: 'R', grade: 'R', price: -1 }] },
      'prices.0.price',
    ],
  ])('%s %s with %j is refused at that field', async (method, path, body, field) => {
    const world = appFor();
    const response = await request(world, { method, path, body });
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors?.map((error) => error.path)).toContain(field);
    expect(world.calls).toEqual([]);
  });
});

it.each<[string, string, Call]>([
  ['a title of two lines', 'title', { ...createConcert, body: { ...CONCERT, title: 'a\nb' } }],
  ['an invisible title', 'title', { ...createConcert, body: { ...CONCERT, title: '\u200b' } }],
  [
    'an artist with a direction override',
    'artist',
    { ...createConcert, body: { ...CONCERT, artist: 'a\u202eb' } },
  ],
  [
    'a description with a control character',
    'description',
    { ...createConcert, body: { ...CONCERT, description: '\u0007' } },
  ],
  ['a venue of Hangul fillers', 'name', importOf({ ...VENUE, name: '\u3164\u115f' })],
  ['a grade of two lines', 'prices.0.grade', addPerformance({ category: 'R', grade: 'R\nS', price: 1 })],
])('refuses %s, which would reach mails and text messages', async (_, path, call) => {
  const world = appFor();
  const response = await request(world, call);
  expect(response.status).toBe(400);
  expect((await problemOf(response)).errors).toMatchObject([{ path }]);
  expect(world.calls).toEqual([]);
});

it('an audit without findings is ok, and one with findings lists them', async () => {
  const finding = { check: 'seats', subject: 'prf_1 7', detail: 'is sold twice' };
  for (const findings of [[], [finding]]) {
    const response = await request(appFor({ audit: async () => findings }), {
      method: 'GET',
      path: '/v1/admin/audit',
    });
    expect([response.status, await response.json()]).toEqual([200, { ok: findings.length === 0, findings }]);
  }
});

it('takes a price of 0 and a category without a name', async () => {
  const prices: unknown[] = [];
  const world = appFor({
    addPerformance: async ({ terms }) => {
      prices.push(...terms.prices);
      return { ok: false, error: { code: 'concert_not_found' } };
    },
  });
  const free = { category: '', grade: '초대', price: 0 };
  expect((await request(world, addPerformance(free))).status).toBe(404);
  expect(prices).toEqual([free]);
});
