import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_VENUE_BODY_BYTES } from '../../http/request-bodies/read-body.ts';
import {
  addPerformance,
  appFor,
  type Call,
  CONCERT,
  createConcert,
  importOf,
  problemOf,
  request,
  VENUE,
} from '../../testing/admin-calls.ts';
import { ADMIN } from '../../testing/fake-deps.ts';

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

  it('is checked only, by a dry run', async () => {
    const imported: unknown[] = [];
    const world = appFor({
      importVenue: async (venue) => ({ id: `ven_${imported.push(venue)}`, seatCount: 1 }),
    });
    const dryRun = (body: object) =>
      request(world, { ...importOf(body), path: '/v1/admin/venues?dryRun=true' });
    const good = await dryRun(VENUE);
    expect([good.status, await good.json(), imported]).toEqual([200, { seatCount: 1 }, []]);
    expect((await problemOf(await dryRun({ ...VENUE, name: '' }))).errors).toMatchObject([{ path: 'name' }]);
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
