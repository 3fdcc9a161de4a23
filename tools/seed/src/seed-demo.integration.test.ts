import { makeCatalogueStore } from '@concert-mania/db/catalogue/catalogue-store';
import { makeSeatLayoutStore } from '@concert-mania/db/catalogue/seat-layout-store';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import { seedDemo } from './seed-demo.ts';

const db = openForTest(await testDatabase());
const clock = () => new Date();
const everything = async () =>
  (
    await makeCatalogueStore(db).listConcerts({
      filter: { keyword: null, from: null, to: null },
      before: null,
      limit: 100,
    })
  ).items;

test('seeds one concert on sale and one that opens soon, and nothing more the second time', async () => {
  await Promise.all([seedDemo(db, clock), seedDemo(db, clock)]);
  const first = await everything();
  expect(first.map((concert) => concert.saleStatus).sort()).toEqual(['open', 'upcoming']);
  expect(await seedDemo(db, clock)).toEqual({ concerts: [] });
  expect(await everything()).toEqual(first);
});

test('the concert on sale has two performances of about two thousand seats in four grades', async () => {
  const open = (await everything()).find((concert) => concert.saleStatus === 'open');
  const performances = (await makeCatalogueStore(db).listPerformances(open?.id ?? '')) ?? [];
  expect(performances).toHaveLength(2);
  for (const performance of performances) {
    expect(Math.abs(performance.totalSeats - 2_000)).toBeLessThan(100);
    expect(performance.availableSeats).toBe(performance.totalSeats);
    const layout = await makeSeatLayoutStore(db).find(performance.id);
    const prices = new Map(layout?.seats.map((seat) => [seat.grade, seat.price]));
    expect([...prices.keys()].sort()).toEqual(['A', 'R', 'S', 'VIP']);
    expect(prices.get('VIP')).toBeGreaterThan(prices.get('A') ?? 0);
  }
});

test('adds a concert that opens soon once the last one has opened, and keeps that one', async () => {
  const upcoming = (await everything()).find((concert) => concert.saleStatus === 'upcoming');
  await db.query(`update performances set sale_opens_at = now() - interval '1 day' where concert_id = $1`, [
    upcoming?.id,
  ]);
  const { concerts } = await seedDemo(db, clock);
  expect(concerts).toHaveLength(1);
  expect((await everything()).map((concert) => concert.saleStatus).sort()).toEqual([
    'open',
    'open',
    'upcoming',
  ]);
});
