import { expireHolds } from '@concert-mania/core/holds/expire-holds';
import type { ReservationStatus } from '@concert-mania/core/holds/model';
import { makeAccount, makeSale, type Sale } from '@concert-mania/testkit/data/builders';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { audit } from '../audit/audit.ts';
import type { Queryable } from '../connection/database.ts';
import { makeExpiryStore } from './expiry-store.ts';
import { applyChange, lockReservation } from './reservation-changes.ts';

const database = await testDatabase();
const db = openForTest(database);
const other = openForTest(database);
const store = makeExpiryStore(db);
const going = { aborted: false };

let sale: Sale;
let fan: string;

beforeEach(async () => {
  await db.query('delete from reservations');
  sale = await makeSale(db, { seats: 100 });
  fan = await makeAccount(db);
});

const hold = (seatNumbers: readonly number[], expiresInMs: number) =>
  makeHold(db, { sale, accountId: fan, seatNumbers, expiresInMs });
const statusOf = async (id: string): Promise<ReservationStatus | undefined> => {
  const [row] = await db.query<{ status: ReservationStatus }>(
    'select status from reservations where id = $1',
    [id],
  );
  return row?.status;
};
const ownedSeats = async (): Promise<number> => {
  const rows = await db.query('select from seats where performance_id = $1 and reservation_id is not null', [
    sale.performanceId,
  ]);
  return rows.length;
};
const eventsOf = async (id: string): Promise<readonly string[]> => {
  const rows = await db.query<{ type: string }>(
    'select type from domain_events where stream = $1 order by version',
    [id],
  );
  return rows.map((row) => row.type);
};
const startPaying = async (id: string, expiresAt: Date) => {
  await db.transaction(async (tx) => {
    const locked = await lockReservation(tx, id);
    await applyChange(tx, [locked!.reservation], { type: 'reservation.payment_started', expiresAt });
  });
};

describe('expiry', () => {
  it('ends an overdue hold, frees its seats and records the event in one transaction', async () => {
    const overdue = await hold([1, 2], -1);
    const swept = await expireHolds(store, going);
    expect(swept.latenessMs).toHaveLength(1);
    expect(swept.oldestOverdueMs).toBe(0);
    expect(await statusOf(overdue.id)).toBe('expired');
    expect(await ownedSeats()).toBe(0);
    expect(await eventsOf(overdue.id)).toEqual(['reservation.held', 'reservation.expired']);
  });

  it('never ends a hold before its deadline by the database clock, and ends it soon after', async () => {
    const due = await hold([1], 400);
    await vi.waitFor(
      async () => {
        await expireHolds(store, going);
        expect(await statusOf(due.id)).toBe('expired');
      },
      { timeout: 10_000, interval: 5 },
    );
    const [ended] = await db.query<{ early: boolean }>(
      `select e.occurred_at < r.expires_at as early from domain_events e join reservations r on r.id = e.stream
       where e.stream = $1 and e.type = 'reservation.expired'`,
      [due.id],
    );
    expect(ended?.early).toBe(false);
  });

  it('leaves a hold before its deadline unchanged', async () => {
    const ahead = await hold([1], 60_000);
    expect((await expireHolds(store, going)).latenessMs).toEqual([]);
    expect(await statusOf(ahead.id)).toBe('held');
  });

  it('leaves a hold in payment unchanged until the extended deadline and the grace are over', async () => {
    const paying = await hold([1], -1_000);
    await startPaying(paying.id, new Date(Date.now() - 5_000));
    await expireHolds(store, going);
    expect(await statusOf(paying.id)).toBe('paying');
    await expireHolds(makeExpiryStore(db, 1), going);
    expect(await statusOf(paying.id)).toBe('expired');
    expect(await ownedSeats()).toBe(0);
  });

  it('skips a locked hold without waiting', async () => {
    const contested = await hold([1], -1);
    const free = await hold([2], -1);
    await other.transaction(async (tx) => {
      await lockReservation(tx, contested.id);
      await expireHolds(store, going);
      expect(await statusOf(free.id)).toBe('expired');
    });
    expect(await statusOf(contested.id)).toBe('held');
    expect(await store.oldestOverdueMs()).toBeGreaterThan(0);
    await expireHolds(store, going);
    expect(await statusOf(contested.id)).toBe('expired');
  });

  it('ends the other holds of a batch when some do not own their seats, and reports those, as the audit does', async () => {
    const holds = await Promise.all(
      Array.from({ length: 20 }, (_, index) => hold([2 * index + 1, 2 * index + 2], -1)),
    );
    const broken = [holds[0]!, holds[7]!, holds[8]!].map(({ id }) => id).sort();
    await db.query(
      'update seats set reservation_id = null where reservation_id = any($1) and seat_number % 2 = 0',
      [broken],
    );
    const swept = await expireHolds(store, going);
    expect(swept.latenessMs).toHaveLength(17);
    expect(swept.broken.map(({ id }) => id).sort()).toEqual(broken);
    for (const { id } of holds) expect(await statusOf(id)).toBe(broken.includes(id) ? 'held' : 'expired');
    const next = await hold([100], -1);
    expect(await expireHolds(store, going, broken)).toMatchObject({
      latenessMs: [expect.any(Number)],
      broken: [],
    });
    expect(await statusOf(next.id)).toBe('expired');
    const findings = await audit(db, { overdueGraceSeconds: -1 });
    const overdue = findings.filter(({ check }) => check === 'no-overdue-hold');
    expect(overdue.map(({ subject }) => subject).sort()).toEqual(broken);
    const seats = findings.filter(
      ({ check, subject }) =>
        check === 'seats-and-reservations-agree' && subject.startsWith(sale.performanceId),
    );
    expect(seats).toHaveLength(3);
  });

  it('ends each hold once when two workers share the sweep', async () => {
    const holds = await Promise.all(Array.from({ length: 60 }, (_, index) => hold([index + 1], -1)));
    const stores = [store, makeExpiryStore(other)];
    const batches = await Promise.all(
      Array.from({ length: 20 }, (_, index) => stores[index % 2]!.expireOverdue(3, [])),
    );
    const expired = batches.reduce((sum, batch) => sum + batch.latenessMs.length, 0);
    expect(expired).toBe(60);
    for (const { id } of holds)
      expect(await eventsOf(id)).toEqual(['reservation.held', 'reservation.expired']);
    expect(await ownedSeats()).toBe(0);
  });

  it('locks seats in the order in which holds lock them, so the two cannot deadlock', async () => {
    await Promise.all(Array.from({ length: 25 }, (_, index) => hold([25 - index, 26 + index], -1)));
    const lockSeat = (tx: Queryable, seatNumber: number) =>
      tx.query('select from seats where performance_id = $1 and seat_number = $2 for update', [
        sale.performanceId,
        seatNumber,
      ]);
    const sweeping = await other.transaction(async (tx) => {
      await lockSeat(tx, 1);
      const sweep = expireHolds(store, going);
      await vi.waitFor(async () => {
        const waiting = await db.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        expect(waiting).toHaveLength(1);
      }, 5_000);
      await lockSeat(tx, 50);
      return { sweep };
    });
    expect((await sweeping.sweep).latenessMs).toHaveLength(25);
  });

  it('reads the overdue holds of a long sale by the index on their deadline, oldest first and without sorting', async () => {
    await db.query(
      `insert into reservations
         (id, account_id, concert_id, performance_id, status, seat_count, seats, total_amount, expires_at)
       select 'res_' || n, $1, $2, $3, case when n % 4 = 0 then 'held' else 'confirmed' end, 1, '[]', 0,
         now() + make_interval(secs => n - 1000)
       from generate_series(1, 20000) as n`,
      [fan, sale.concertId, sale.performanceId],
    );
    await db.query('analyze reservations');
    const asked: string[] = [];
    const query: Queryable['query'] = async (sql, values = []) => {
      if (sql.includes('from reservations')) {
        const plan = await db.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, values);
        asked.push(plan.map((row) => row['QUERY PLAN']).join('\n'));
      }
      return [];
    };
    await makeExpiryStore({ ...db, query, transaction: (work) => work({ query }) }).expireOverdue(500, []);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/ Index Scan using reservations_overdue /);
    expect(asked[0]).not.toContain('Sort');
  });
});
