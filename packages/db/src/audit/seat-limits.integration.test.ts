import { makeEditConcert } from '@concert-mania/core/programme/edit-concert';
import { makeAccount, makeClerk, makeSale } from '@concert-mania/testkit/data/builders';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import { makeProgrammeStore } from '../catalogue/admin-programme.ts';
import { audit } from './audit.ts';

const db = openForTest(await testDatabase());
const edit = makeEditConcert({ programmes: makeProgrammeStore(db) });

async function lowerLimit(concertId: string, maxSeatsPerUser: number): Promise<void> {
  const admin = await makeClerk(db);
  expect(await edit({ id: concertId, by: admin, expected: null, wishes: { maxSeatsPerUser } })).toMatchObject(
    { ok: true },
  );
}

it('finds nothing wrong with seats that were taken before the limit was lowered', async () => {
  const sale = await makeSale(db, { seats: 40, maxSeatsPerUser: 4 });
  await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1, 2, 3] });
  await lowerLimit(sale.concertId, 3);
  await lowerLimit(sale.concertId, 2);
  expect(await audit(db)).toEqual([]);
});

it('reports seats above a lowered limit that were taken after it was lowered', async () => {
  const sale = await makeSale(db, { seats: 40, maxSeatsPerUser: 4 });
  await lowerLimit(sale.concertId, 2);
  await db.query(`update domain_events set occurred_at = now() - interval '1 hour' where stream = $1`, [
    sale.concertId,
  ]);
  const accountId = await makeAccount(db);
  await makeHold(db, { sale, accountId, seatNumbers: [1, 2, 3] });
  expect(await audit(db)).toEqual([
    expect.objectContaining({ check: 'nobody-over-the-limit', subject: accountId }),
  ]);
});
