import { concertSaleStatus } from '@concert-mania/core/catalogue/model';
import type { ConcertFilter } from '@concert-mania/core/catalogue/ports';
import { addPerformance, makeSale } from '@concert-mania/testkit/data/builders';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { describe, expect, test } from 'vitest';
import type { Queryable } from '../connection/database.ts';
import { makeConcertSettingsLookup, makePerformanceLookup } from './catalogue-lookups.ts';
import {
  FIND_CONCERTS,
  LIST_CONCERTS,
  LIST_PERFORMANCES,
  LIST_SALES,
  makeCatalogueStore,
  SEARCH_CONCERTS,
} from './catalogue-store.ts';

const db = openForTest(await testDatabase());
const catalogue = makeCatalogueStore(db);
const HOUR_MS = 3_600_000;
const hours = (count: number) => new Date(Date.now() + count * HOUR_MS);
const ANY: ConcertFilter = { keyword: null, from: null, to: null };

const found = async (filter: Partial<ConcertFilter>) =>
  (await catalogue.listConcerts({ filter: { ...ANY, ...filter }, before: null, limit: 100 })).items.map(
    (concert) => concert.id,
  );

describe('the list of concerts', () => {
  test('finds part of a word in title, artist or venue, in Korean and English, in any case', async () => {
    const { concertId } = await makeSale(db, {
      title: '달빛 무도회 Moonlight Ball',
      artist: 'Die Zauberflöten',
    });
    for (const keyword of ['빛 무', 'MOONL', 'zauber', '테스트홀']) {
      expect(await found({ keyword }), keyword).toContain(concertId);
    }
    expect(await found({ keyword: 'sunlight' })).not.toContain(concertId);
  });

  test('searches for SQL wildcards as plain characters', async () => {
    const { concertId } = await makeSale(db, { title: '100% live_at \\home' });
    expect(await found({ keyword: '0% l' })).toEqual([concertId]);
    expect(await found({ keyword: 'e_a' })).toEqual([concertId]);
    expect(await found({ keyword: 't \\h' })).toEqual([concertId]);
  });

  test('filters by when a performance starts: from inclusive, to exclusive', async () => {
    const startsAt = new Date('2031-05-05T10:00:00.000Z');
    const { concertId } = await makeSale(db, { startsAt });
    const later = new Date(startsAt.getTime() + 1);
    expect(await found({ from: startsAt, to: later })).toEqual([concertId]);
    expect(await found({ from: later })).not.toContain(concertId);
    expect(await found({ from: new Date('2031-05-01'), to: startsAt })).toEqual([]);
  });

  test('pages through every concert once, newest first, while others are added', async () => {
    const title = 'paging';
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.push((await makeSale(db, { title, seats: 2 })).concertId);
    const seen: string[] = [];
    for (let before: string | null = null; ; ) {
      const page = await catalogue.listConcerts({ filter: { ...ANY, keyword: title }, before, limit: 2 });
      seen.push(...page.items.map((concert) => concert.id));
      if (!page.more) break;
      before = seen.at(-1) ?? null;
      await makeSale(db, { title, seats: 2 });
    }
    expect(seen).toHaveLength(5);
    expect(seen).toEqual([...ids].sort().reverse());
  });

  test('hides drafts', async () => {
    const { concertId } = await makeSale(db, { published: false });
    expect(await found({})).not.toContain(concertId);
    expect(await catalogue.findConcert(concertId)).toBeNull();
    expect(await catalogue.listPerformances(concertId)).toBeNull();
  });

  test('sums a concert up over all its performances', async () => {
    const sale = await makeSale(db, {
      title: 'summing up',
      opensAt: hours(5),
      closesAt: hours(6),
      startsAt: hours(90),
    });
    await addPerformance(db, sale, { opensAt: hours(-3), closesAt: hours(-2), startsAt: hours(70) });
    const { items } = await catalogue.listConcerts({
      filter: { ...ANY, keyword: 'summing up' },
      before: null,
      limit: 5,
    });
    const [concert] = items;
    expect(items).toHaveLength(1);
    expect(concert?.saleStatus).toBe('upcoming');
    expect(concert?.firstStartsAt.getTime()).toBeLessThan(concert?.lastStartsAt.getTime() ?? 0);
    // The next sale, not the past one.
    expect(concert?.saleOpensAt.getTime()).toBeGreaterThan(Date.now());
  });
});

describe('a concert', () => {
  test('counts available seats, and is sold out only when every seat is sold or not for sale', async () => {
    const { concertId, performanceId } = await makeSale(db, { seats: 4 });
    const own = (sold: boolean, seats: number[]) =>
      db.query(
        `update seats set reservation_id = 'res_x', sold = $3 where performance_id = $1 and seat_number = any($2)`,
        [performanceId, seats, sold],
      );
    const state = async () => {
      const performance = (await catalogue.findConcert(concertId))?.performances[0];
      const { items } = await catalogue.listConcerts({ filter: ANY, before: null, limit: 100 });
      const listed = items.find((concert) => concert.id === concertId)?.saleStatus;
      expect(listed).toBe(performance && concertSaleStatus([performance.saleStatus]));
      return [performance?.availableSeats, performance?.totalSeats, performance?.saleStatus];
    };
    expect(await state()).toEqual([4, 4, 'open']);
    await own(true, [1, 2, 3]);
    await own(false, [4]);
    expect(await state()).toEqual([0, 4, 'open']);
    await own(true, [4]);
    expect(await state()).toEqual([0, 4, 'sold_out']);
    const withhold = (why: string | null) =>
      db.query(
        `update seats set reservation_id = null, sold = false, not_for_sale = $2
         where performance_id = $1 and seat_number = 4`,
        [performanceId, why],
      );
    await withhold('blocked');
    expect(await state()).toEqual([0, 4, 'sold_out']);
    await withhold('no_price');
    expect(await state()).toEqual([0, 4, 'sold_out']);
    // A cancelled seat that returns later may still be sold.
    await withhold('returning');
    expect(await state()).toEqual([0, 4, 'open']);
    await withhold(null);
    expect(await state()).toEqual([1, 4, 'open']);
  });

  test('lists its performances in order of their start', async () => {
    const sale = await makeSale(db, { startsAt: hours(50) });
    const earlier = await addPerformance(db, sale, { startsAt: hours(40) });
    const performances = await catalogue.listPerformances(sale.concertId);
    expect(performances?.map((performance) => performance.id)).toEqual([earlier, sale.performanceId]);
  });
});

test('a page costs two statements and a concert two, for any number of performances', async () => {
  let statements = 0;
  const counted: Queryable = {
    query: (text, values) => {
      statements += 1;
      return db.query(text, values);
    },
  };
  const store = makeCatalogueStore(counted);
  const page = await store.listConcerts({ filter: ANY, before: null, limit: 100 });
  expect(page.items.length).toBeGreaterThan(5);
  expect(statements).toBe(2);
  await store.findConcert(page.items[0]?.id ?? '');
  expect(statements).toBe(4);
});

describe('lookups', () => {
  test('find a performance with the data a command needs, drafts included', async () => {
    const opensAt = hours(1);
    const closesAt = hours(2);
    const sale = await makeSale(db, { waitingRoomEnabled: true, opensAt, closesAt, published: false });
    expect(await makePerformanceLookup(db).find(sale.performanceId)).toEqual({
      id: sale.performanceId,
      concertId: sale.concertId,
      waitingRoomEnabled: true,
      saleOpensAt: opensAt,
      saleClosesAt: closesAt,
      published: false,
      paused: false,
      revision: 1,
    });
    expect(await makePerformanceLookup(db).find('prf_unknown')).toBeNull();
  });

  test("find a concert's settings and its sales, ordered by opening", async () => {
    const soon = hours(0.5);
    const sale = await makeSale(db, {
      maxActive: 7,
      admitPerSecond: 3,
      preOpenOrder: 'arrival',
      opensAt: soon,
      closesAt: hours(2),
    });
    const opensAt = hours(-9);
    const latest = hours(3);
    await addPerformance(db, sale, { opensAt, closesAt: hours(-8) });
    await addPerformance(db, sale, { opensAt: soon, closesAt: latest });
    const lookup = makeConcertSettingsLookup(db);
    const [found, unknown] = await Promise.all([lookup.find(sale.concertId), lookup.find('con_unknown')]);
    expect(unknown).toBeNull();
    expect(found).toEqual({
      id: sale.concertId,
      waitingRoomEnabled: false,
      maxActive: 7,
      admitPerSecond: 3,
      passSeconds: 900,
      claimSeconds: 120,
      preOpenOrder: 'arrival',
      sales: [
        { opensAt, closesAt: expect.any(Date), soldOut: false },
        { opensAt: soon, closesAt: latest, soldOut: false },
      ],
      published: true,
      paused: false,
      readAt: expect.any(Date),
    });
  });

  test('find the open sale among many future ones, and the last of the past ones', async () => {
    const opensAt = hours(-2);
    const sale = await makeSale(db, { seats: 1, opensAt, closesAt: hours(900) });
    const over = hours(-5);
    for (const opened of [hours(-7), over]) {
      await addPerformance(db, sale, { opensAt: opened, closesAt: hours(-4) });
    }
    for (let n = 1; n <= 30; n += 1) {
      await addPerformance(db, sale, { opensAt: hours(n * 24), closesAt: hours(900) });
    }
    const found = await makeConcertSettingsLookup(db).find(sale.concertId);
    // A room gathers anew depending on the opening time of its sale.
    expect(found?.sales.map((window) => window.opensAt).slice(1, 3)).toEqual([over, opensAt]);
    expect(found?.sales).toHaveLength(12);
  });

  test('find a sale sold out when every seat on sale is sold, but not while one is held or free', async () => {
    const sale = await makeSale(db, { seats: 4 });
    const [row] = await db.query<{ opens: Date }>(
      'select sale_opens_at as opens from performances where id = $1',
      [sale.performanceId],
    );
    const beside = await addPerformance(db, sale, { opensAt: row?.opens ?? hours(-1) });
    const set = (performanceId: string, owned: boolean, sold: boolean) =>
      db.query(
        `update seats set reservation_id = case when $2 then 'res_' || seat_number end, sold = $3 where performance_id = $1`,
        [performanceId, owned, sold],
      );
    const soldOut = async () =>
      (await makeConcertSettingsLookup(db).find(sale.concertId))?.sales.map((window) => window.soldOut);
    await set(sale.performanceId, true, true);
    expect(await soldOut()).toEqual([false]);
    await db.query(`update seats set not_for_sale = 'no_price' where performance_id = $1`, [beside]);
    expect(await soldOut()).toEqual([true]);
    await db.query('update seats set not_for_sale = null where performance_id = $1', [beside]);
    await set(beside, true, true);
    expect(await soldOut()).toEqual([true]);
    await db.query('update seats set sold = false where performance_id = $1 and seat_number = 4', [beside]);
    expect(await soldOut()).toEqual([false]);
    await set(beside, false, false);
    expect(await soldOut()).toEqual([false]);
    // A closed sale has no seats to buy.
    await db.query("update performances set sale_closes_at = now() - interval '1 s' where id = $1", [beside]);
    expect(await soldOut()).toEqual([true]);
  });
});

test.each([
  { name: 'the list of concerts', sql: LIST_CONCERTS, values: [null, '2026-01-01', '2036-01-01', 21] },
  { name: 'a search', sql: SEARCH_CONCERTS, values: ['con_z', null, null, 21, ['콘서트', '신']] },
  { name: 'the sales of a page', sql: LIST_SALES, values: [['con_a', 'con_b']] },
  { name: 'the performances of a concert', sql: LIST_PERFORMANCES, values: ['con_a'] },
  { name: 'a concert', sql: FIND_CONCERTS, values: [['con_a']] },
])('$name is found by indexes alone', async ({ sql, values }) => {
  const plan = await db.transaction(async (tx) => {
    // Test tables are so small that a sequential scan is cheapest. With it disabled, it appears
    // only where no index helps.
    await tx.query('set local enable_seqscan = off');
    return tx.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, values);
  });
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toContain('Index');
  expect(text).not.toContain('Seq Scan');
});
