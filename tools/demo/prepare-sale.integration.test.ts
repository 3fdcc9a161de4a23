import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import { createSale } from './prepare-sale.ts';

const db = openForTest(await testDatabase());

it.each([1, 7, 501])('puts exactly %i seats on sale in a moment, behind a waiting room', async (seats) => {
  const sale = await createSale(db, { fans: 100, seats, seed: 7 });
  const [row] = await db.query(
    `select count(s) as seats, bool_and(s.not_for_sale is null) as free, p.sale_opens_at > now() as soon,
       c.waiting_room_enabled as room, c.hold_seconds as hold_seconds, c.admit_per_second as admit_per_second
     from performances p join concerts c on c.id = p.concert_id join seats s on s.performance_id = p.id
     where p.id = $1 group by p.id, c.id`,
    [sale.performanceId],
  );
  expect(row).toEqual({
    ...{ seats, free: true, soon: true, room: true },
    hold_seconds: sale.holdSeconds,
    admit_per_second: sale.admitPerSecond,
  });
});
