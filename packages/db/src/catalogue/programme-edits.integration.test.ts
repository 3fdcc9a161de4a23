import { CONCERT_DEFAULTS, type ConcertTerms } from '@concert-mania/core/programme/model';
import { CONCERT_HALL } from '@concert-mania/seed/hall-plan';
import { describe, expect, test } from 'vitest';
import { makeConcertSettingsLookup, makePerformanceLookup } from './catalogue-lookups.ts';
import { makeCatalogueStore } from './catalogue-store.ts';
import {
  BY,
  by,
  db,
  draft,
  editConcert,
  editPerformance,
  eventsOf,
  fromNow,
  importPlan,
  PRICES,
  pauseConcert,
  planOf,
  programmes,
  published,
  terms,
  venueId,
} from './testing/programme.ts';

describe('a pause', () => {
  test('reaches every reader, and takes effect once', async () => {
    const { id, performanceId } = await published();
    const { concerts, performances } = {
      concerts: makeConcertSettingsLookup(db),
      performances: makePerformanceLookup(db),
    };
    const seen = async () => [
      (await concerts.find(id))?.paused,
      (await performances.find(performanceId))?.paused,
      (await makeCatalogueStore(db).findConcert(id))?.paused,
      (await programmes.find(id))?.concert.pausedAt instanceof Date,
    ];
    const pause = (paused: boolean) => pauseConcert({ id, by: BY, expected: null, paused });
    expect(await seen()).toEqual([false, false, false, false]);
    for (let times = 0; times < 2; times += 1) expect((await pause(true)).ok).toBe(true);
    expect(await seen()).toEqual([true, true, true, true]);
    for (let times = 0; times < 2; times += 1) expect((await pause(false)).ok).toBe(true);
    expect(await seen()).toEqual([false, false, false, false]);
    const pauses = (await eventsOf(id)).map(({ type }) => type).filter((type) => /paused|resumed/.test(type));
    expect(pauses).toEqual(['concert.paused', 'concert.resumed']);
  });
});

describe('an edit', () => {
  test('of an outdated revision changes nothing', async () => {
    const id = await draft();
    const edit = { id, by: BY, expected: [1] };
    expect((await editConcert({ ...edit, wishes: { title: 'first' } })).ok).toBe(true);
    expect(await editConcert({ ...edit, wishes: { title: 'second' } })).toEqual({
      ok: false,
      error: { code: 'revision_conflict' },
    });
    expect((await programmes.find(id))?.concert).toMatchObject({ title: 'first', revision: 2 });
  });

  test('by twenty administrators with the same revision succeeds for one', async () => {
    const id = await draft();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        editConcert({ id, by: by(`usr_${i}`), expected: [1], wishes: { title: `by ${i}` } }),
      ),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect((await eventsOf(id)).map((event) => event.version)).toEqual([1, 2]);
  });

  test('of prices before the sale decides which seats are for sale and records the changed ones', async () => {
    const { performanceId } = await published();
    const edit = { id: performanceId, by: BY, expected: null };
    const dear = PRICES.slice(0, 1);
    const withheld = async () => {
      const rows = await db.query<{ category: string; why: string | null; seats: number }>(
        `select v.category, s.not_for_sale as why, count(*) as seats
         from seats s join venue_seats v on v.venue_id = $2 and v.seat_number = s.seat_number
         where s.performance_id = $1 group by 1, 2 order by 1, 2`,
        [performanceId, venueId],
      );
      return new Map(rows.map(({ category, why, seats }) => [`${category} ${why}`, seats]));
    };
    await db.query(
      `update seats set not_for_sale = 'blocked' where performance_id = $1 and seat_number = 1`,
      [performanceId],
    );
    const before = await withheld();
    expect((await editPerformance({ ...edit, wishes: { prices: dear } })).ok).toBe(true);
    const less = [...(await withheld()).keys()];
    expect(less.filter((each) => each.endsWith('null'))).toEqual([`${dear[0]?.category} null`]);
    expect((await editPerformance({ ...edit, wishes: { prices: PRICES } })).ok).toBe(true);
    expect(await withheld()).toEqual(before);
    const events = await eventsOf(performanceId);
    expect(events.map(({ type }) => type)).toEqual([
      'performance.seats_changed',
      'performance.seats_changed',
    ]);
    const numbers = events.map(({ payload }) => payload.seatNumbers as readonly number[]);
    expect(numbers[0]).toEqual(numbers[1]);
    expect(numbers[0]).not.toContain(1);
  });

  test('is recorded with its author and its new values, one version each', async () => {
    const id = await draft();
    const edit = { id, by: by('usr_second'), expected: null };
    await editConcert({ ...edit, wishes: { title: 'New', artist: 'A', waitingRoom: { maxActive: 7 } } });
    await editConcert({ ...edit, wishes: { title: 'New' } });
    await editConcert({ ...edit, wishes: { waitingRoom: { admitPerSecond: 3 } } });
    const waitingRoom = { ...CONCERT_DEFAULTS.waitingRoom, maxActive: 7 };
    expect(await eventsOf(id)).toEqual([
      { version: 1, type: 'concert.created', payload: { by: BY.accountId, terms: terms() } },
      {
        version: 2,
        type: 'concert.edited',
        payload: { by: 'usr_second', changes: { title: 'New', waitingRoom } },
      },
      {
        version: 3,
        type: 'concert.waiting_room_changed',
        payload: { by: 'usr_second', changes: { waitingRoom: { ...waitingRoom, admitPerSecond: 3 } } },
      },
    ]);
    expect((await programmes.find(id))?.concert.revision).toBe(3);
  });

  test('of the waiting room applies to the next admission batch, also during the sale', async () => {
    const { id } = await published({ saleOpensAt: fromNow(-1) });
    const waitingRoom = { maxActive: 7, admitPerSecond: 3, passSeconds: 60, claimSeconds: 20 };
    expect((await editConcert({ id, by: BY, expected: null, wishes: { waitingRoom } })).ok).toBe(true);
    expect(await makeConcertSettingsLookup(db).find(id)).toMatchObject(waitingRoom);
    await editConcert({ id, by: BY, expected: null, wishes: { waitingRoom: { enabled: false } } });
    expect(await makeConcertSettingsLookup(db).find(id)).toMatchObject({
      ...waitingRoom,
      waitingRoomEnabled: false,
    });
  });

  test('stores every given term and leaves the others unchanged', async () => {
    const changed: ConcertTerms = {
      title: 'T2',
      artist: 'A2',
      description: 'D2',
      venueId: (await importPlan(planOf(CONCERT_HALL))).id,
      waitingRoom: {
        enabled: false,
        maxActive: 1,
        admitPerSecond: 2,
        passSeconds: 3,
        claimSeconds: 4,
        preOpenOrder: 'arrival',
      },
      refundPolicy: { fees: [{ minDaysBefore: 1, feePercent: 10 }], grace: null },
      onDecline: 'keep',
      maxSeatsPerUser: 2,
      holdSeconds: 30,
      holdBudgetSeatSeconds: 0,
      returnCancelledWithinSeconds: 1_800,
    };
    const id = await draft();
    for (const [name, value] of Object.entries(changed)) {
      const before = (await programmes.find(id))?.concert;
      const edited = await editConcert({ id, by: BY, expected: null, wishes: { [name]: value } });
      expect(edited.ok && edited.value.concert, name).toEqual({
        ...before,
        [name]: value,
        revision: (before?.revision ?? 0) + 1,
      });
    }
    expect(await programmes.find(id)).toMatchObject({ concert: changed });
  });

  test('of the venue is refused once performances have its seats, and for an unknown venue', async () => {
    const { id } = await published();
    const other = (await importPlan(planOf(CONCERT_HALL))).id;
    const edit = { id, by: BY, expected: null };
    expect(await editConcert({ ...edit, wishes: { venueId: other } })).toEqual({
      ok: false,
      error: { code: 'not_editable', fields: ['venueId'] },
    });
    expect(await editConcert({ ...edit, wishes: { venueId: 'ven_none' } })).toEqual({
      ok: false,
      error: { code: 'venue_not_found' },
    });
  });
});
