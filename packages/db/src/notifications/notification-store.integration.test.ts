import type { Reservation } from '@concert-mania/core/holds/model';
import { CHANNELS } from '@concert-mania/core/notifications/model';
import { makeQueueDueNotices } from '@concert-mania/core/notifications/queue-notices';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { beforeEach, describe, expect, it } from 'vitest';
import { migrationSql } from '../schema/migrator.ts';
import { makeNoticePreferenceStore } from './notice-preference-store.ts';
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
  lapsesAt: new Date(Date.now() + 60_000),
});
const mail = () => ({ eventId: `${reservation.id}.3`, channel: 'email' as const });
const text = () => ({ ...mail(), channel: 'sms' as const });
const due = <K extends object>(key: K, attempts = 0) => ({ ...key, attempts });

beforeEach(async () => {
  await db.query('delete from notifications');
  const sale = await makeSale(db, { seats: 20, title: '테스트의 밤' });
  const accountId = await makeAccount(db);
  await db.query(`update accounts set phone = '010-1234-5678', locale = 'en' where id = $1`, [accountId]);
  reservation = await makeHold(db, { sale, accountId, seatNumbers: [1, 2] });
});

describe('notices', () => {
  it('are planned once per channel; planning again returns the unsent ones; a sent one says how long it waited', async () => {
    expect(await store.plan([planned()])).toEqual(expect.arrayContaining([due(mail()), due(text())]));
    await db.query(`update notifications set created_at = now() - interval '70 seconds'`);
    const waitedMs = await store.markSent(mail());
    expect(waitedMs).toBeGreaterThanOrEqual(70_000);
    expect(await store.plan([planned()])).toEqual([due(text())]);
  });

  it('that are claimed are due again at the time they were, or when a claim that is met again ends', async () => {
    await store.plan([planned()]);
    const dueIn = async () => {
      const [row] = await db.query<{ seconds: number }>(
        `select extract(epoch from next_try_at - created_at)::float8 as seconds from notifications where channel = 'email'`,
      );
      return row?.seconds ?? 0;
    };
    const before = await dueIn();
    expect(before).toBeGreaterThanOrEqual(120);
    await store.claim(mail(), LEASE_MS);
    expect(await dueIn()).toBe(before);
    // The claim may be of a dead process.
    expect(await store.claim(mail(), LEASE_MS)).toEqual({ kind: 'busy' });
    expect(await dueIn()).toBeLessThan(before);
    await store.postpone(mail(), 0);
    await store.claim(mail(), LEASE_MS);
    expect(await dueIn()).toBeGreaterThanOrEqual(60);
  });

  it('are not planned for an account without a phone', async () => {
    await db.query('update accounts set phone = null where id = $1', [reservation.accountId]);
    expect(await store.plan([planned()])).toEqual([due(mail())]);
  });

  it('of a sale at the box office go to its holder, if there is an address', async () => {
    const address = (email: string | null) =>
      db.query(
        `insert into desk_sales (reservation_id, sold_by, holder_name, holder_email)
         values ($1, $2, '한아름', $3) on conflict (reservation_id) do update set holder_email = $3`,
        [reservation.id, reservation.accountId, email],
      );
    await address(null);
    expect(await store.plan([planned()])).toEqual([]);
    await address('hana@holders.example');
    expect(await store.plan([planned()])).toEqual([due(mail())]);
    expect(await store.claim(mail(), LEASE_MS)).toMatchObject({
      kind: 'claimed',
      facts: { email: 'hana@holders.example', name: '한아름', phone: null, verified: true, atDesk: true },
    });
  });

  it('are claimed by one of many simultaneous workers, with all facts of the message', async () => {
    await store.plan([planned()]);
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(mail(), LEASE_MS)));
    expect(claims.map(({ kind }) => kind).sort()).toEqual([...Array<string>(7).fill('busy'), 'claimed']);
    expect(claims.find(({ kind }) => kind === 'claimed')).toMatchObject({
      attempt: 1,
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

  it('are claimed and marked together: each key gets its own answer, a repeated one is busy', async () => {
    await store.plan([planned()]);
    const unknown = { ...mail(), eventId: 'res_none.3' };
    const keys = [text(), unknown, mail(), text()];
    const claims = await Promise.all(keys.map((key) => store.claim(key, LEASE_MS)));
    expect(claims.map(({ kind }) => kind)).toEqual(['claimed', 'unknown', 'claimed', 'busy']);
    expect(claims[2]).toMatchObject({ facts: { email: expect.stringContaining('@') } });
    await Promise.all([store.markSent(text()), store.markSent(mail())]);
    const again = await Promise.all(keys.map((key) => store.claim(key, LEASE_MS)));
    expect(again.map(({ kind }) => kind)).toEqual(['sent', 'unknown', 'sent', 'busy']);
  });

  it('claimed together count towards the daily limit of their address', async () => {
    const second = { ...planned(), eventId: `${reservation.id}.4` };
    await store.plan([planned(), second]);
    const claims = await Promise.all(
      [mail(), { ...mail(), eventId: second.eventId }].map((key) => store.claim(key, LEASE_MS)),
    );
    expect(claims).toMatchObject([{ sentToday: 0 }, { sentToday: 1 }]);
  });

  it('can be claimed again after they were postponed or when the lease ran out, but not after they were sent', async () => {
    await store.plan([planned()]);
    await store.claim(mail(), LEASE_MS);
    await store.postpone(mail(), 60_000);
    expect((await store.claim(mail(), 0)).kind).toBe('claimed');
    expect((await store.claim(mail(), LEASE_MS)).kind).toBe('claimed');
    await store.markSent(mail());
    expect((await store.claim(mail(), LEASE_MS)).kind).toBe('sent');
  });

  it('of an admission are planned once, and include the artist and concert', async () => {
    const admitted = {
      eventId: `admitted.${reservation.concertId}.${reservation.accountId}.1`,
      template: 'admitted' as const,
      accountId: reservation.accountId,
      concertId: reservation.concertId,
      admittedAt: new Date(),
    };
    const key = { eventId: admitted.eventId, channel: 'email' as const };
    const unknown = { ...admitted, eventId: 'admitted.x', accountId: 'usr_none' };
    expect(await store.plan([admitted, unknown, planned()])).toHaveLength(4);
    expect(await store.claim(key, LEASE_MS)).toEqual({
      kind: 'claimed',
      attempt: 1,
      sentToday: 0,
      muted: false,
      facts: {
        template: 'admitted',
        accountId: reservation.accountId,
        locale: 'en',
        name: expect.any(String),
        email: expect.stringContaining('@'),
        phone: '010-1234-5678',
        verified: true,
        concertTitle: '테스트의 밤',
        venueName: expect.any(String),
      },
    });
    await store.markSent(key);
    expect(await store.plan([admitted])).toEqual([due({ ...key, channel: 'sms' })]);
  });

  it('say whether the fan switched them off, also after they were planned', async () => {
    await store.plan([planned()]);
    const preferences = makeNoticePreferenceStore(db);
    expect(await preferences.read(reservation.accountId)).toEqual([]);
    expect(await preferences.write(reservation.accountId, ['reservation_confirmed.sms'])).toBe(true);
    expect(await preferences.read(reservation.accountId)).toEqual(['reservation_confirmed.sms']);
    expect(await store.claim(text(), LEASE_MS)).toMatchObject({ kind: 'claimed', muted: true });
    expect(await store.claim(mail(), LEASE_MS)).toMatchObject({ kind: 'claimed', muted: false });
    const mailOff = ['reservation_confirmed.email'] as unknown as ['hold_expired.email'];
    await expect(preferences.write(reservation.accountId, mailOff)).rejects.toThrow('check constraint');
    expect(await preferences.write('usr_none', [])).toBe(false);
  });

  it('that were not planned are unknown', async () => {
    expect((await store.claim(mail(), LEASE_MS)).kind).toBe('unknown');
  });

  const AGAIN = { againMs: 60_000, limit: 500, channels: CHANNELS };
  const makeDue = () => db.query(`update notifications set next_try_at = now() - interval '1 minute'`);

  it('are due again while unsent, for a queue that lost them, but not before their time', async () => {
    await store.plan([planned()]);
    await store.markSent(mail());
    expect(await store.takeDue(AGAIN)).toEqual([]);
    await makeDue();
    expect(await store.takeDue(AGAIN)).toEqual([due(text())]);
    expect(await store.takeDue(AGAIN)).toEqual([]);
    await store.claim(text(), LEASE_MS);
    await store.postpone(text(), 0);
    expect(await store.takeDue(AGAIN)).toEqual([due(text(), 1)]);
    await makeDue();
    await store.giveUp(text(), 'refused');
    expect(await store.takeDue(AGAIN)).toEqual([]);
    expect(await store.plan([planned()])).toEqual([]);
  });

  it('are found even if many before them cannot be sent', async () => {
    await db.query(
      `insert into notifications (event_id, channel, account_id, template, subject_id, created_at, next_try_at)
       select 'undeliverable.' || n, 'email', $1, 'hold_expired', 'res_x', now() - interval '1 day', now() - interval '1 day'
       from generate_series(1, 1000) n
       union all select 'forgotten.1', 'email', $1, 'reservation_confirmed', 'res_y', now(), now()`,
      [reservation.accountId],
    );
    const queued = new Set<string>();
    await makeQueueDueNotices({
      store,
      queue: {
        readyChannels: async () => CHANNELS,
        add: async (notices) => void notices.map(({ eventId }) => queued.add(eventId)),
      },
    })();
    expect(queued).toContain('forgotten.1');
  });

  it('lapse when their time is over: they cannot be claimed and are not due', async () => {
    await store.plan([{ ...planned(), lapsesAt: new Date(Date.now() - 1) }]);
    expect(await store.claim(mail(), LEASE_MS)).toEqual({ kind: 'lapsed' });
    await makeDue();
    expect(await store.takeDue(AGAIN)).toEqual([due(text())]);
    const [row] = await db.query<{ given_up_reason: string }>(
      `select given_up_reason from notifications where channel = 'email'`,
    );
    expect(row?.given_up_reason).toBe('lapsed');
  });

  it("of an admission lapse with the fan's claim", async () => {
    await db.query('update concerts set claim_seconds = 90');
    const admission = (admittedAt: Date) => ({
      eventId: `admitted.${admittedAt.getTime()}`,
      template: 'admitted' as const,
      accountId: reservation.accountId,
      concertId: reservation.concertId,
      admittedAt,
    });
    const late = admission(new Date(Date.now() - 91_000));
    const inTime = admission(new Date(Date.now() - 60_000));
    await store.plan([late, inTime]);
    const claim = ({ eventId }: { eventId: string }) => store.claim({ eventId, channel: 'email' }, LEASE_MS);
    expect((await claim(late)).kind).toBe('lapsed');
    expect((await claim(inTime)).kind).toBe('claimed');
  });

  it('count no attempt whose message was not begun, and are due again under another job', async () => {
    await store.plan([planned()]);
    await store.claim(mail(), LEASE_MS);
    await store.putBack(mail(), 0);
    expect(await store.takeDue({ ...AGAIN, channels: ['email'] })).toEqual([due(mail(), 1)]);
    expect(await store.claim(mail(), LEASE_MS)).toMatchObject({ kind: 'claimed', attempt: 1 });
  });

  it('about other seats are claimed as unreadable if an event cannot be read; others are not affected', async () => {
    const moved = { eventId: `${reservation.id}.1`, channel: 'email' as const };
    await store.plan([planned(), { ...planned(), eventId: moved.eventId, template: 'seats_moved' }]);
    await db.query(`update domain_events set type = 'reservation.unheard_of' where stream = $1`, [
      reservation.id,
    ]);
    const claims = await Promise.all([moved, mail()].map((key) => store.claim(key, LEASE_MS)));
    expect(claims).toMatchObject([
      { kind: 'unreadable', attempt: 1, cause: expect.any(Error) },
      { kind: 'claimed', attempt: 1 },
    ]);
  });

  it('that were given up can be retried by a person, and are then no longer given up', async () => {
    await store.plan([planned()]);
    await store.claim(mail(), LEASE_MS);
    await store.giveUp(mail(), 'refused');
    expect(await store.claim(mail(), LEASE_MS)).toMatchObject({ kind: 'claimed', attempt: 2 });
    await store.markSent(mail());
    expect(await store.claim(mail(), LEASE_MS)).toEqual({ kind: 'sent' });
  });
});

it('of an earlier version lapse if unsent for long', async () => {
  await db.query(migrationSql('0017-notice-schedule', 'down'));
  await db.query(
    `insert into notifications (event_id, channel, account_id, template, subject_id, created_at)
     select template || '.' || hours, 'email', $1, template, $2, now() - make_interval(hours => hours)
     from (values ('hold_expired', 7), ('hold_expired', 5), ('reservation_confirmed', 7), ('reservation_confirmed', 721)) as n (template, hours)`,
    [reservation.accountId, reservation.id],
  );
  await db.query(migrationSql('0017-notice-schedule', 'up'));
  const outcomes = await Promise.all(
    ['hold_expired.7', 'hold_expired.5', 'reservation_confirmed.7', 'reservation_confirmed.721'].map(
      async (eventId) => (await store.claim({ eventId, channel: 'email' }, LEASE_MS)).kind,
    ),
  );
  expect(outcomes).toEqual(['lapsed', 'claimed', 'claimed', 'lapsed']);
});
