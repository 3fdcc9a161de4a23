import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import { makeSheetReader } from './sheet-reader.ts';

const db = openForTest(await testDatabase());
const sheets = makeSheetReader(db);

it('reads the live tickets of a reservation with the words for its seats, for its owner alone', async () => {
  const sale = await makeSale(db, { seats: 4, title: '테스트의 밤' });
  const accountId = await makeAccount(db);
  const { id } = await makeHold(db, { sale, accountId, seatNumbers: [3, 2] });
  expect(await sheets.find(id)).toMatchObject({ reservationId: id, tickets: [] });
  await confirmReservation(db, id);
  await db.query(`update tickets set status = 'used', used_at = now() where seat_number = 3`);
  const sheet = await sheets.find(id, accountId);
  expect(sheet).toMatchObject({
    performanceId: sale.performanceId,
    concertId: sale.concertId,
    concertTitle: '테스트의 밤',
    locale: 'ko',
    tickets: [
      { seatNumber: 2, version: 1, used: false, label: 'Floor 1-2', grade: 'VIP', price: 150_000 },
      { seatNumber: 3, version: 1, used: true, label: 'Floor 1-3', grade: 'VIP', price: 150_000 },
    ],
  });
  await db.query(`update tickets set status = 'void', version = 2 where seat_number = 2`);
  expect((await sheets.find(id, accountId))?.tickets).toHaveLength(1);
  expect(await sheets.find(id, 'usr_other')).toBeNull();
  expect(await sheets.find('res_none')).toBeNull();
  expect(await sheets.findPerformance(sale.performanceId)).toMatchObject({
    concertTitle: '테스트의 밤',
    startsAt: sheet?.startsAt,
  });
  await db.query('update performances set cancelled_at = now(), date_changes = 2 where id = $1', [
    sale.performanceId,
  ]);
  expect(await sheets.findPerformance(sale.performanceId)).toMatchObject({ cancelled: true, changes: 2 });
  expect(await sheets.findPerformance('prf_none')).toBeNull();
});
