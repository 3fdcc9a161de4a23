import { addPerformance, makeSale } from '@concert-mania/testkit/data/builders';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { describe, expect, test } from 'vitest';
import { makeConcertSettingsLookup, makePerformanceLookup } from './catalogue-lookups.ts';

const db = openForTest(await testDatabase());
const HOUR_MS = 3_600_000;
const hours = (count: number) => new Date(Date.now() + count * HOUR_MS);

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
