import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import { makeMissingTickets } from './missing-tickets.ts';

const db = openForTest(await testDatabase());

/** A confirmed reservation of the version before tickets. */
async function confirmedBefore(sale: Awaited<ReturnType<typeof makeSale>>, seat: number, hoursAgo = 2) {
  const held = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [seat, seat + 1] });
  const reservation = await confirmReservation(db, held.id);
  await db.query('delete from tickets where reservation_id = $1', [held.id]);
  await db.query(
    `update reservations set created_at = created_at - make_interval(hours => $2) where id = $1`,
    [held.id, hoursAgo],
  );
  return reservation;
}

const ticketsOf = (id: string) =>
  db.query<{ id: string; seat: number; status: string }>(
    'select id, seat_number as seat, status from tickets where reservation_id = $1 order by id',
    [id],
  );

it('issues the tickets of earlier reservations once, by several processes at a time', async () => {
  const sale = await makeSale(db);
  const earlier = [await confirmedBefore(sale, 1), await confirmedBefore(sale, 3)];
  const young = await confirmedBefore(sale, 5, 0);
  const held = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [7] });
  const walks = [makeMissingTickets(db), makeMissingTickets(db)];
  const steps = await Promise.all(walks.map((walk) => walk.issueSome()));
  expect(steps.reduce((sum, { issued }) => sum + issued, 0)).toBe(4);
  expect(steps.every(({ done }) => done)).toBe(true);
  for (const { id, seats } of earlier)
    expect((await ticketsOf(id)).map(({ seat, status }) => [seat, status])).toEqual(
      seats.map(({ seatNumber }) => [seatNumber, 'valid']),
    );
  expect([...(await ticketsOf(young.id)), ...(await ticketsOf(held.id))]).toEqual([]);
  await db.query(`update reservations set created_at = created_at - interval '2 hours' where id = $1`, [
    young.id,
  ]);
  expect(await walks[0]?.issueSome()).toEqual({ issued: 2, done: true });
});
