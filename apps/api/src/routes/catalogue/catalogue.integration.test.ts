import { makeSale } from '@concert-mania/testkit/data/builders';
import type { z } from '@hono/zod-openapi';
import { describe, expect, test } from 'vitest';
import {
  type Concert,
  codeOf,
  counted,
  db,
  get,
  HOUR_MS,
  noteChange,
  own,
  type Page,
  passTime,
  read,
  type SeatList,
} from '../../testing/catalogue-app.ts';
import type { layoutSchema } from './present-layout.ts';

describe('concerts', () => {
  test('are listed with the data for a choice, page by page without repetition', async () => {
    const made: string[] = [];
    for (let i = 0; i < 3; i += 1) made.push((await makeSale(db, { title: 'Paged', seats: 4 })).concertId);
    const first = await read<Page>('/v1/concerts?keyword=paged&limit=2');
    expect(first.items).toHaveLength(2);
    expect(first.items[0]).toEqual({
      id: expect.stringMatching(/^con_/),
      title: 'Paged',
      artist: 'The Testers',
      venue: { id: expect.stringMatching(/^ven_/), name: '테스트홀 Test Hall' },
      firstStartsAt: expect.stringMatching(/Z$/),
      lastStartsAt: expect.stringMatching(/Z$/),
      saleOpensAt: expect.stringMatching(/Z$/),
      saleStatus: 'open',
      paused: false,
    });
    const second = await read<Page>(`/v1/concerts?keyword=paged&limit=2&cursor=${first.nextCursor}`);
    expect(second.nextCursor).toBeNull();
    const seen = [...first.items, ...second.items].map((item) => item.id);
    expect(seen).toEqual([...made].sort().reverse());
  });

  test('a cursor that was tampered with, or belongs to another search, is refused', async () => {
    for (let i = 0; i < 2; i += 1) await makeSale(db, { title: 'Sealed', seats: 2 });
    const { nextCursor } = await read<Page>('/v1/concerts?keyword=sealed&limit=1');
    if (nextCursor === null) throw new Error('the first page has no next cursor');
    const changed = (nextCursor[0] === 'A' ? 'B' : 'A') + nextCursor.slice(1);
    for (const path of [
      `/v1/concerts?keyword=sealed&limit=1&cursor=${changed}`,
      `/v1/concerts?keyword=sealed&limit=1&cursor=${nextCursor}x`,
      `/v1/concerts?keyword=other&limit=1&cursor=${nextCursor}`,
    ]) {
      const response = await get(path);
      expect(response.status).toBe(400);
      expect(await codeOf(response)).toBe('invalid_cursor');
    }
  });

  test.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'from=yesterday',
    'from=0000-01-01',
    'to=9999-12-31',
    'from=2032-06-11&to=2032-06-10',
    'keyword=%00',
  ])('a list with ?%s is refused', async (query) => {
    expect((await get(`/v1/concerts?${query}`)).status).toBe(400);
  });

  test('days are days in Seoul, and a day of `to` is included', async () => {
    // 00:30 in Seoul.
    await makeSale(db, { title: 'Midnight', startsAt: new Date('2031-12-31T15:30:00.000Z') });
    const midnight = async (query: string) =>
      (await read<Page>(`/v1/concerts?keyword=midnight&${query}`)).items.length;
    expect(await midnight('from=2032-01-01')).toBe(1);
    expect(await midnight('to=2031-12-31')).toBe(0);
    expect(await midnight('from=2032-01-01&to=2032-01-01')).toBe(1);
    await makeSale(db, { title: 'Late', startsAt: new Date('2032-06-10T12:00:00.000Z') });
    const count = async (query: string) =>
      (await read<Page>(`/v1/concerts?keyword=late&${query}`)).items.length;
    expect(await count('from=2032-06-10&to=2032-06-10')).toBe(1);
    expect(await count('to=2032-06-09')).toBe(0);
    expect(await count('from=2032-06-11')).toBe(0);
    expect(await count('to=2032-06-10T12:00:00Z')).toBe(0);
    expect(await count(`from=${encodeURIComponent('2032-06-10T21:00:00+09:00')}`)).toBe(1);
  });

  test('an invisible keyword counts as none', async () => {
    const all = await read<Page>('/v1/concerts?limit=100');
    for (const keyword of ['%E2%80%8B', '%20', '%E2%81%A0%C2%AD', ''])
      expect(await read<Page>(`/v1/concerts?limit=100&keyword=${keyword}`)).toEqual(all);
  });

  test('cost at most three counted.statements, and none while they are cached', async () => {
    const { concertId } = await makeSale(db, { title: 'Cheap' });
    counted.statements = 0;
    await read('/v1/concerts?limit=100');
    expect(counted.statements).toBeLessThanOrEqual(3);
    await read(`/v1/concerts/${concertId}`);
    expect(counted.statements).toBeLessThanOrEqual(6);
    counted.statements = 0;
    await read('/v1/concerts?limit=100');
    await read(`/v1/concerts/${concertId}`);
    await read(`/v1/concerts/${concertId}/performances`);
    expect(counted.statements).toBe(0);
  });

  test('are answered with 304 to a client with the newest version, and in full after a change', async () => {
    const { concertId, performanceId } = await makeSale(db, { seats: 3 });
    const path = `/v1/concerts/${concertId}`;
    const etag = (await get(path)).headers.get('etag') ?? '';
    const unchanged = await get(path, { 'if-none-match': etag });
    expect(unchanged.status).toBe(304);
    expect(unchanged.headers.get('etag')).toBe(etag);
    expect(await unchanged.text()).toBe('');
    await own(performanceId, 1);
    passTime(1_000);
    expect((await get(path, { 'if-none-match': etag })).status).toBe(200);
  });

  test('list only performances on sale with an available seat if they must be bookable', async () => {
    const opensAt = new Date(Date.now() + HOUR_MS);
    const later = await makeSale(db, {
      opensAt,
      closesAt: new Date(Date.now() + 2 * HOUR_MS),
      waitingRoomEnabled: true,
    });
    const { concertId, performanceId } = await makeSale(db, { seats: 1 });
    const list = async (id: string, query = '') =>
      (await read<Page>(`/v1/concerts/${id}/performances${query}`)).items.map((item) => item.id);
    expect(await list(concertId, '?bookable=true')).toEqual([performanceId]);
    expect(await list(later.concertId, '?bookable=true')).toEqual([]);
    expect(await list(later.concertId)).toEqual([later.performanceId]);
    const concert = await read<Concert>(`/v1/concerts/${later.concertId}`);
    expect(concert.waitingRoom).toEqual({ enabled: true, status: 'pre_open' });
    expect(concert.maxSeatsPerUser).toBe(4);
    await own(performanceId, 1, true);
    passTime(1_000);
    expect(await list(concertId, '?bookable=true')).toEqual([]);
    expect((await read<Concert>(`/v1/concerts/${concertId}`)).saleStatus).toBe('sold_out');
  });
});

describe('seats', () => {
  test('show number, place, grade, price and status, all or by status and grade', async () => {
    const { performanceId } = await makeSale(db, { seats: 4 });
    await own(performanceId, 2);
    await own(performanceId, 3, true);
    const path = `/v1/performances/${performanceId}/seats`;
    const { seats, version } = await read<SeatList>(path);
    expect(version).toBeGreaterThan(0);
    expect(seats[0]).toEqual({
      seatNumber: 1,
      seatGuid: '1-1',
      zone: 'Floor',
      row: '1',
      label: 'Floor 1-1',
      grade: 'VIP',
      price: 150_000,
      accessible: true,
      x: 50,
      y: 90,
      status: 'available',
    });
    expect(seats.map((seat) => seat.status)).toEqual(['available', 'held', 'sold', 'available']);
    const numbers = async (query: string) =>
      (await read<SeatList>(`${path}?${query}`)).seats.map((seat) => seat.seatNumber);
    expect(await numbers('status=held')).toEqual([2]);
    expect(await numbers('grade=R')).toEqual([3, 4]);
    expect(await numbers('grade=R&status=available')).toEqual([4]);
    expect(await numbers('grade=none')).toEqual([]);
    expect(await read(`${path}/3`)).toEqual(seats[2]);
    expect(await read(`/v1/performances/${performanceId}/availability`)).toEqual({
      version,
      availability: 'AHSA',
    });
  });

  test('the layout has the columns of the list of seats, and is answered with 304 until the concert is edited', async () => {
    const { performanceId, concertId } = await makeSale(db, { seats: 4 });
    await db.query(`update venue_seats set label = null where seat_guid = '1-2'`);
    const path = `/v1/performances/${performanceId}/layout`;
    const answer = await get(path);
    const layout = (await answer.json()) as z.infer<typeof layoutSchema>;
    const { seats } = await read<SeatList>(`/v1/performances/${performanceId}/seats`);
    const { seats: columns, ...rest } = layout;
    for (const [field, column] of Object.entries(columns))
      expect(column, field).toEqual(seats.map((seat) => seat[field as keyof typeof columns]));
    expect(rest).toEqual({
      performanceId,
      revision: 1,
      size: { width: 200, height: 90 },
      focalPoint: { x: 500, y: 0 },
      zones: [{ name: 'Floor' }, { name: 'Balcony' }],
      grades: [
        { name: 'VIP', price: 150_000 },
        { name: 'R', price: 99_000 },
      ],
    });
    const etag = answer.headers.get('etag') ?? '';
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
    await own(performanceId, 1);
    passTime(HOUR_MS);
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
    await db.query('update concerts set revision = revision + 1 where id = $1', [concertId]);
    passTime(HOUR_MS);
    expect((await get(path, { 'if-none-match': etag })).status).toBe(200);
  });

  test('a seat that is not for sale is shown and filtered with that status', async () => {
    const { performanceId } = await makeSale(db, { seats: 4 });
    await db.query(
      `update seats set not_for_sale = 'blocked' where performance_id = $1 and seat_number = 2`,
      [performanceId],
    );
    const path = `/v1/performances/${performanceId}/seats`;
    expect((await read<SeatList>(`${path}?status=not_for_sale`)).seats).toMatchObject([
      { seatNumber: 2, status: 'not_for_sale', grade: 'VIP' },
    ]);
    expect(await read(`${path}/2`)).toMatchObject({ status: 'not_for_sale' });
  });

  test.each(['seats', 'availability'])('/%s is answered with 304 until a seat changes', async (what) => {
    const { performanceId } = await makeSale(db, { seats: 4 });
    const path = `/v1/performances/${performanceId}/${what}`;
    const first = await get(path);
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe(
      what === 'seats' ? 'public, no-cache' : 'public, max-age=1',
    );
    passTime(1_000);
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
    await own(performanceId, 1);
    await noteChange(performanceId, [[1, 'H']]);
    passTime(1_000);
    const changed = await get(path, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(await changed.text()).toMatch(what === 'seats' ? '"status":"held"' : 'HAAA');
  });

  test('cost no statement once they are cached', async () => {
    const { performanceId } = await makeSale(db);
    await read(`/v1/performances/${performanceId}/seats`);
    counted.statements = 0;
    await read(`/v1/performances/${performanceId}/seats`);
    await read(`/v1/performances/${performanceId}/availability`);
    expect(counted.statements).toBe(0);
  });
});

test('unknown, unpublished and invalid ids get the same 404', async () => {
  const draft = await makeSale(db, { published: false });
  const { performanceId } = await makeSale(db, { seats: 2 });
  for (const id of [draft.concertId, 'con_unknown', 'prf_1', '%00', 'x'.repeat(300)]) {
    for (const path of [`/v1/concerts/${id}`, `/v1/concerts/${id}/performances`]) {
      const response = await get(path);
      expect(response.status, path).toBe(404);
      expect(await codeOf(response)).toBe('concert_not_found');
    }
  }
  for (const id of [draft.performanceId, 'prf_unknown', 'con_1', '%00']) {
    for (const part of ['seats', 'seats/1', 'availability', 'layout', 'seats/events']) {
      const response = await get(`/v1/performances/${id}/${part}`);
      expect(response.status, part).toBe(404);
      expect(await codeOf(response)).toBe('performance_not_found');
    }
  }
  const seat = await get(`/v1/performances/${performanceId}/seats/3`);
  expect([seat.status, await codeOf(seat)]).toEqual([404, 'seat_not_found']);
  expect((await get(`/v1/performances/${performanceId}/seats/x`)).status).toBe(400);
});
