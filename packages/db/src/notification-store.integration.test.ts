import type { Reservation } from '@concert-mania/core/holds/model';
import { makeAccount, makeSale } from '@concert-mania/testkit/builders';
import { openForTest } from '@concert-mania/testkit/open-connections';
import { makeHold } from '@concert-mania/testkit/reservation-builder';
import { testDatabase } from '@concert-mania/testkit/test-database';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeNotificationStore } from './notification-store.ts';

const database = await testDatabase();
const db = openForTest(database);
const store = makeNotificationStore(db);
const LEASE_MS = 60_000;

let reservation: Reservation;
const planned = () => ({
  eventId: `${reservation.id}.3`,
  reservationId: reservation.id,
  template: 'reservation_confirmed' as const,
});
const mail = () => ({ eventId: `${reservation.id}.3`, channel: 'email' as const });
const text = () => ({ ...mail(), channel: 'sms' as const });

beforeEach(async () => {
  await db.query('delete from notifications');
  const sale = await makeSale(db, { seats: 20, title: '테스트의 밤' });
  const accountId = await makeAccount(db);
  await db.query(`update accounts set phone = '010-1234-5678', locale = 'en' where id = $1`, [accountId]);
  reservation = await makeHold(db, { sale, accountId, seatNumbers: [1, 2] });
});

describe('notices', () => {
  it('are planned once per channel, and asked again answer what is not sent yet', async () => {
    expect(await store.plan([planned()])).toEqual(expect.arrayContaining([mail(), text()]));
    await store.markSent(mail());
    expect(await store.plan([planned()])).toEqual([text()]);
  });

  it('are not planned for a phone that an account does not have', async () => {
    await db.query('update accounts set phone = null where id = $1', [reservation.accountId]);
    expect(await store.plan([planned()])).toEqual([mail()]);
  });

  it('are claimed by one of many who ask at once, who learns everything the message says', async () => {
    await store.plan([planned()]);
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(mail(), LEASE_MS)));
    expect(claims.map(({ kind }) => kind).sort()).toEqual([...Array<string>(7).fill('busy'), 'claimed']);
    expect(claims.find(({ kind }) => kind === 'claimed')).toMatchObject({
      facts: {
        reservationId: reservation.id,
        locale: 'en',
        phone: '010-1234-5678',
        concertTitle: '테스트의 밤',
        totalAmount: 300_000,
        refundAmount: 0,
        seats: [{ grade: 'VIP' }, { grade: 'VIP' }],
      },
    });
  });

  it('can be claimed again after a release or when the lease ran out, and never after they were sent', async () => {
    await store.plan([planned()]);
    await store.claim(mail(), LEASE_MS);
    await store.release(mail());
    expect((await store.claim(mail(), 0)).kind).toBe('claimed');
    expect((await store.claim(mail(), LEASE_MS)).kind).toBe('claimed');
    await store.markSent(mail());
    expect((await store.claim(mail(), LEASE_MS)).kind).toBe('sent');
  });

  it('of an admission are planned once, and tell whose concert it is', async () => {
    const admitted = {
      eventId: `admitted.${reservation.concertId}.${reservation.accountId}.1`,
      template: 'admitted' as const,
      accountId: reservation.accountId,
      concertId: reservation.concertId,
    };
    const key = { eventId: admitted.eventId, channel: 'email' as const };
    const unknown = { ...admitted, eventId: 'admitted.x', accountId: 'usr_none' };
    expect(await store.plan([admitted, unknown, planned()])).toHaveLength(4);
    expect(await store.claim(key, LEASE_MS)).toEqual({
      kind: 'claimed',
      facts: {
        template: 'admitted',
        accountId: reservation.accountId,
        locale: 'en',
        name: expect.any(String),
        email: expect.stringContaining('@'),
        phone: '010-1234-5678',
        concertTitle: '테스트의 밤',
        venueName: expect.any(String),
      },
    });
    await store.markSent(key);
    expect(await store.plan([admitted])).toEqual([{ ...key, channel: 'sms' }]);
  });

  it('that nobody planned are unknown', async () => {
    expect((await store.claim(mail(), LEASE_MS)).kind).toBe('unknown');
  });

  it('are found again while they are unsent, for a queue that has forgotten them', async () => {
    await store.plan([planned()]);
    await store.markSent(mail());
    await db.query(`update notifications set created_at = now() - interval '5 minutes'`);
    expect(await store.findUnsent({ olderThanMs: 60_000, limit: 10 })).toEqual([text()]);
    expect(await store.findUnsent({ olderThanMs: 600_000, limit: 10 })).toEqual([]);
  });
});
