import { noticesOf } from '@concert-mania/core/notifications/model';
import { makeSale, newId } from '@concert-mania/testkit/data/builders';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import { openDesk } from '../box-office/testing/desk.ts';
import { makeCancellationStore } from '../money/refunds/cancellation-store.ts';
import { makeShowCancellations } from '../shows/show-cancellations.ts';
import { makeNotificationStore } from './notification-store.ts';

const database = await testDatabase();
const db = openForTest(database);
const desk = await openDesk({ url: database.url, db });
const store = makeNotificationStore(db);
const HOLDER = { name: '김하나', email: 'hana@holders.example', phone: '+821012345678', verified: true };

const planned = (id: string, version: number, type: string) =>
  noticesOf([{ id: `${id}.${version}`, stream: id, version, position: 1, type, occurredAt: new Date() }]);

it('of a sale at the desk go to its holder, and say which seat was moved', async () => {
  const sale = await makeSale(db, { seats: 20 });
  const sold = await desk.sell(sale, [1]);
  const id = sold.status === 'succeeded' ? sold.result.reservation.id : '';
  expect(await store.plan(planned(id, 3, 'reservation.confirmed'))).toHaveLength(2);
  for (const channel of ['email', 'sms'] as const) {
    const claim = await store.claim({ eventId: `${id}.3`, channel }, 60_000);
    expect(claim).toMatchObject({ kind: 'claimed', sentToday: 0, facts: HOLDER });
  }
  const labelOf = (outcome: Awaited<ReturnType<typeof desk.sell | typeof desk.move>>) =>
    outcome.status === 'succeeded' ? outcome.result.reservation.seats[0]?.label : '';
  const [soldSeat, moved] = [labelOf(sold), labelOf(await desk.move(sale, id, [1, 2]))];
  expect(await store.plan(planned(id, 4, 'reservation.seats_moved'))).toHaveLength(2);
  expect(await store.claim({ eventId: `${id}.4`, channel: 'email' }, 60_000)).toMatchObject({
    facts: {
      ...HOLDER,
      template: 'seats_moved',
      seats: [{ label: moved }],
      movedSeats: [{ from: { label: soldSeat }, to: { label: moved } }],
      cancelledSeats: [],
    },
  });
});

it('of several sales at the desk, claimed together, each count for their own holder', async () => {
  const sale = await makeSale(db, { seats: 20 });
  const sold = [await desk.sell(sale, [1]), await desk.sell(sale, [2])];
  const ids = sold.map((outcome) => (outcome.status === 'succeeded' ? outcome.result.reservation.id : ''));
  for (const id of ids) await store.plan(planned(id, 3, 'reservation.confirmed'));
  const keys = ids.flatMap((id) =>
    (['email', 'sms'] as const).map((channel) => ({ eventId: `${id}.3`, channel })),
  );
  const claims = await Promise.all(keys.map((key) => store.claim(key, 60_000)));
  expect(claims).toMatchObject(keys.map(() => ({ kind: 'claimed', sentToday: 0 })));
});

it('of a cancelled performance go to the holder of a sale at the desk, in place of the one about its refund', async () => {
  const sale = await makeSale(db, { seats: 20 });
  const sold = await desk.sell(sale, [1]);
  const id = sold.status === 'succeeded' ? sold.result.reservation.id : '';
  const shows = makeShowCancellations(db, makeCancellationStore(db, newId), newId);
  await shows.begin(desk.command({ performanceId: sale.performanceId, reason: 'storm' }));
  expect(await store.plan(planned(id, 5, 'reservation.cancelled'))).toEqual([]);
  const eventId = `${sale.performanceId}.cancelled.${id}`;
  expect(await store.claim({ eventId, channel: 'email' }, 60_000)).toMatchObject({
    facts: { ...HOLDER, template: 'performance_cancelled', atDesk: true, wasPaid: true },
  });
});
