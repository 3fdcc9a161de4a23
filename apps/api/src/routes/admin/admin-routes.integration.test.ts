import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { ARENA, makeHall } from '@concert-mania/seed/hall-plan';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { logInFan, signUpFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { startApi, TEST_ADMIN } from '@concert-mania/testkit/system/start-api';
import { beforeAll, describe, expect, it } from 'vitest';

const database = await testDatabase();
const db = openForTest(database);
const api = await startApi({ database, redis: testRedis() });

const HOUR_MS = 3_600_000;
const WITHIN_MS = 3_000;
const fromNow = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
const arena = makeHall(ARENA);
const PRICES = arena.plan.categories.map(({ name }, index) => ({
  category: name,
  grade: name,
  price: 198_000 - index * 22_000,
}));

let admin: Awaited<ReturnType<typeof logInFan>>;
let venueId: string;
beforeAll(async () => {
  admin = await logInFan(api.url, TEST_ADMIN.email, TEST_ADMIN.password);
  const imported = await admin.request('POST', '/v1/admin/venues', {
    body: {
      name: arena.plan.name,
      address: 'Seoul',
      seatingPlan: arena.plan,
      focalPoint: arena.focalPoint,
      accessibleSeats: [...arena.accessibleSeats],
    },
  });
  expect(imported).toMatchObject({
    status: 201,
    body: { seatCount: arena.plan.zones.flatMap((zone) => zone.rows.flatMap((row) => row.seats)).length },
  });
  venueId = String(imported.body.id);
});

async function makeDraft() {
  const body = { title: '관리자 콘서트', artist: 'A', description: 'D', venueId };
  const made = await admin.request('POST', '/v1/admin/concerts', { body });
  expect(made.status).toBe(201);
  expect(made.headers.get('location')).toBe(`/v1/admin/concerts/${made.body.id}`);
  return { id: String(made.body.id), etag: made.headers.get('etag') ?? '' };
}
async function makeEvening(concertId: string, given: object = {}) {
  const made = await admin.request('POST', `/v1/admin/concerts/${concertId}/performances`, {
    body: {
      startsAt: fromNow(100),
      saleOpensAt: fromNow(10),
      saleClosesAt: fromNow(90),
      prices: PRICES,
      ...given,
    },
  });
  expect(made).toMatchObject({ status: 201, body: { concertId, totalSeats: expect.any(Number) } });
  return String(made.body.id);
}
const publish = (id: string) => admin.request('POST', `/v1/admin/concerts/${id}/publish`);
const read = (path: string) => send(api.url, 'GET', path);

describe('from a plan to a concert on sale', () => {
  it('a draft is hidden until it is complete and published', async () => {
    const { id } = await makeDraft();
    expect(await publish(id)).toMatchObject({
      status: 409,
      body: { code: 'concert_incomplete', missing: ['performances'] },
    });
    const missing = await admin.request('POST', `/v1/admin/concerts/${id}/performances`, {
      body: {
        startsAt: fromNow(100),
        saleOpensAt: fromNow(10),
        saleClosesAt: fromNow(90),
        prices: [],
      },
    });
    expect(missing).toMatchObject({
      status: 409,
      body: { code: 'prices_incomplete', missing: PRICES.map(({ category }) => category).sort() },
    });
    const performanceId = await makeEvening(id);
    expect((await read(`/v1/concerts/${id}`)).status).toBe(404);
    expect((await publish(id)).body).toMatchObject({
      status: 'published',
      performances: [{ id: performanceId }],
    });
    expect(await waitUntil(async () => (await read(`/v1/concerts/${id}`)).status === 200, WITHIN_MS)).toBe(
      true,
    );
    expect((await read(`/v1/concerts/${id}`)).body).toMatchObject({
      title: '관리자 콘서트',
      performances: [{ id: performanceId, saleStatus: 'upcoming' }],
    });
  });

  it('a new price is visible soon, also to a client with a cached one', async () => {
    const { id } = await makeDraft();
    const performanceId = await makeEvening(id);
    await publish(id);
    const path = `/v1/performances/${performanceId}/seats?grade=VIP`;
    const priceOnShow = async (headers: Record<string, string> = {}) => {
      const answer = await send(api.url, 'GET', path, { headers });
      const [seat] = (answer.body.seats ?? []) as { price: number }[];
      return { price: seat?.price, status: answer.status, etag: answer.headers.get('etag') ?? '' };
    };
    expect(await waitUntil(async () => (await priceOnShow()).status === 200, WITHIN_MS)).toBe(true);
    const before = await priceOnShow();
    expect(before.price).toBe(198_000);
    expect((await priceOnShow({ 'if-none-match': before.etag })).status).toBe(304);
    const prices = PRICES.map((price) => ({ ...price, price: price.price + 1_000 }));
    const edited = await admin.request('PATCH', `/v1/admin/performances/${performanceId}`, {
      body: { prices },
    });
    expect(edited.status).toBe(200);
    const isNew = async () => (await priceOnShow({ 'if-none-match': before.etag })).price === 199_000;
    expect(await waitUntil(isNew, WITHIN_MS)).toBe(true);
  });
});

describe('two administrators', () => {
  it('who edit the same revision: the second is refused and reads again', async () => {
    const { id, etag } = await makeDraft();
    const path = `/v1/admin/concerts/${id}`;
    const edit = (title: string, tag: string) =>
      admin.request('PATCH', path, { body: { title }, headers: { 'if-match': tag } });
    const [first, second] = [await edit('one', etag), await edit('two', etag)];
    expect([first.status, second.status, second.body.code]).toEqual([200, 412, 'revision_conflict']);
    expect(first.headers.get('etag')).not.toBe(etag);
    const now = await admin.request('GET', path);
    expect([now.headers.get('etag'), now.body.title]).toEqual([first.headers.get('etag'), 'one']);
    expect((await edit('two', now.headers.get('etag') ?? '')).body).toMatchObject({
      title: 'two',
      revision: 3,
    });
    expect((await admin.request('PATCH', path, { body: { title: 'three' } })).body).toMatchObject({
      title: 'three',
    });
  });
});

it('fields of an open sale cannot be edited, and the answer names them', async () => {
  const { id } = await makeDraft();
  const performanceId = await makeEvening(id, { saleOpensAt: fromNow(-1) });
  await publish(id);
  const prices = PRICES.map((price) => ({ ...price, price: 1_000 }));
  const [repriced, moved] = [
    await admin.request('PATCH', `/v1/admin/performances/${performanceId}`, { body: { prices } }),
    await admin.request('PATCH', `/v1/admin/concerts/${id}`, {
      body: { refundPolicy: { fees: [], grace: null } },
    }),
  ];
  expect(repriced).toMatchObject({
    status: 409,
    body: { code: 'not_editable', errors: [{ path: 'prices' }] },
  });
  expect(moved).toMatchObject({
    status: 409,
    body: { code: 'not_editable', errors: [{ path: 'refundPolicy' }] },
  });
});

it('the sales of a performance show its seats and its waiting fans', async () => {
  const { id } = await makeDraft();
  const performanceId = await makeEvening(id, { saleOpensAt: fromNow(-1) });
  await publish(id);
  const fan = await signUpFan(api.url);
  const accountId = fan.accountId as `usr_${string}`;
  await makeHold(db, { sale: { concertId: id, performanceId }, accountId, seatNumbers: [1, 2] });
  const joined = async () => (await fan.request('POST', `/v1/concerts/${id}/queue`)).status === 201;
  expect(await waitUntil(joined, WITHIN_MS)).toBe(true);
  const sales = async () =>
    (await admin.request('GET', `/v1/admin/performances/${performanceId}/sales`)).body;
  expect(await waitUntil(async () => (await sales()).waiting === 1, WITHIN_MS)).toBe(true);
  expect(await sales()).toMatchObject({ held: 2, sold: 0, revenueAmount: 0, active: 0 });
});

it('the audit finds nothing in a sound database, and the fault of a broken one', async () => {
  expect(await admin.request('GET', '/v1/admin/audit')).toMatchObject({
    status: 200,
    body: { ok: true, findings: [] },
  });
  const { id } = await makeDraft();
  const performanceId = await makeEvening(id);
  await db.query(
    `update seats set reservation_id = 'res_ghost' where performance_id = $1 and seat_number = 7`,
    [performanceId],
  );
  const { body } = await admin.request('GET', '/v1/admin/audit');
  expect(body.ok).toBe(false);
  expect(JSON.stringify(body.findings)).toContain(performanceId);
});
