import { makePostponePerformance } from '@concert-mania/core/programme/dates/postpone-performance';
import { makeAccount, makeClerk, makeSale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import { makeProgrammeStore } from '../catalogue/admin-programme.ts';
import { makeCatalogueStore } from '../catalogue/catalogue-store.ts';

const db = openForTest(await testDatabase());
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

test('keeps tickets valid and plans one notice for each fan and desk holder who has some', async () => {
  const sale = await makeSale(db, { seats: 10, startsAt: inDays(5) });
  const hold = async (seat: number) =>
    makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [seat] });
  const [confirmed, held] = [await hold(1), await hold(2)];
  const [atDesk, withoutEmail] = [await hold(3), await hold(4)];
  for (const { id } of [confirmed, atDesk, withoutEmail]) await confirmReservation(db, id);
  await db.query(
    `insert into desk_sales (reservation_id, sold_by, holder_name, holder_email)
     values ($1, $3, 'Holder', 'holder@example.com'), ($2, $3, 'Walk-in', null)`,
    [atDesk.id, withoutEmail.id, await makeClerk(db).then(({ accountId }) => accountId)],
  );
  const postpone = makePostponePerformance({ programmes: makeProgrammeStore(db) });
  const postponement = { startsAt: inDays(30), fullRefundUntil: inDays(20), reason: 'ill' };
  const edit = { id: sale.performanceId, by: await makeClerk(db), expected: null, postponement };
  for (let times = 0; times < 2; times += 1) expect((await postpone(edit)).ok).toBe(true);
  const [performance] = (await makeCatalogueStore(db).listPerformances(sale.concertId)) ?? [];
  expect(performance).toMatchObject({
    startsAt: postponement.startsAt,
    fullRefundUntil: postponement.fullRefundUntil,
    postponedFrom: expect.any(Date),
    cancelled: false,
  });
  const notices = await db.query(
    `select subject_id, template from notifications where subject_id = any($1) and channel = 'email'
     order by subject_id`,
    [[confirmed, held, atDesk, withoutEmail].map(({ id }) => id)],
  );
  expect(notices).toEqual(
    [confirmed.id, atDesk.id].map((id) => ({ subject_id: id, template: 'performance_postponed' })),
  );
  const [row] = await db.query('select status from reservations where id = $1', [confirmed.id]);
  expect(row).toEqual({ status: 'confirmed' });
  const [changes] = await db.query('select date_changes from performances where id = $1', [
    sale.performanceId,
  ]);
  expect(changes).toEqual({ date_changes: 1 });
});
