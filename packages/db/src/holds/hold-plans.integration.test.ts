import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import type { HoldBatches } from '@concert-mania/core/holds/ports';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import {
  addPerformance,
  makeAccount,
  makeSale,
  newId,
  type Sale,
} from '@concert-mania/testkit/data/builders';
import { decideAll, openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeFreeSeats } from './free-seats.ts';
import { makeHoldBatches } from './hold-batches.ts';
import { makeHoldTerms } from './hold-terms.ts';
import { makeSeatPlans } from './seat-plans.ts';

const database = await testDatabase();
const db = openForTest(database);
const oneConnection = openForTest(database, 1);
const decide = makeDecideHolds(newId);
const HOUR_MS = 3_600_000;
const WITHIN = { timeout: 5_000, interval: 100 };

/** Starts a worker with some partitions and records the venues whose plans it reads. */
async function startWorker({ partitions = 1, maxSeats = 400_000 } = {}) {
  const read: string[] = [];
  const plans = makeSeatPlans({
    db,
    maxSeats,
    onRead: ({ venueId }) => read.push(venueId),
    onFault: (_, error) => {
      throw error;
    },
  });
  const worker = openHoldPartitions({ url: database.url, db, plans });
  const allBatches: HoldBatches[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    const claimed = await worker.claim(partition);
    if (!claimed) throw new Error(`partition ${partition} has an owner`);
    onTestFinished(() => claimed.release());
    allBatches.push(claimed.batches);
  }
  const [batches] = allBatches;
  if (!batches) throw new Error('no partition was claimed');
  return { batches, allBatches, read, loaded: plans.load };
}

type Where = Pick<Sale, 'concertId' | 'performanceId'>;
const command = (
  { concertId, performanceId }: Where,
  accountId: string,
  seatNumber: number,
  more: Partial<HoldCommand> = {},
): HoldCommand => ({
  jobId: `job_${newId('res').slice('res_'.length)}`,
  accountId,
  fingerprint: 'f',
  acceptedAt: new Date(),
  admitted: false,
  payload: { concertId, performanceId, queueToken: null, request: { seatNumbers: [seatNumber] } },
  ...more,
});
const best = (where: Where, accountId: string): HoldCommand => {
  const asked = command(where, accountId, 1);
  const request = { bestAvailable: { quantity: 2, adjacent: true, preventOrphans: true, accessible: 0 } };
  return { ...asked, payload: { ...asked.payload, request } };
};
const decideOnce = async (batches: HoldBatches, commands: readonly HoldCommand[]) => {
  const { outcomes, ready } = await batches.decideInOrder(commands, decide);
  const codes = commands.map(({ jobId }) => {
    const outcome = outcomes.get(jobId)?.outcome;
    if (!outcome) return 'waits';
    return outcome.status === 'succeeded' ? 'held' : outcome.error.code;
  });
  return { codes, ready };
};

describe('seat plans of holds', () => {
  it('belong to venues: 500 performances read each plan once, and all are found', async () => {
    const { allBatches, read } = await startWorker({ partitions: 4 });
    const fans = [await makeAccount(db), await makeAccount(db)];
    const houses = await Promise.all(Array.from({ length: 25 }, () => makeSale(db, { seats: 4 })));
    const evenings: Where[] = [...houses];
    for (let n = 0; n < 19; n += 1) {
      const startsAt = new Date(Date.now() + (n + 2) * HOUR_MS);
      const more = await Promise.all(houses.map((house) => addPerformance(db, house, { startsAt })));
      evenings.push(...more.map((performanceId, at) => ({ ...(houses[at] as Sale), performanceId })));
    }
    expect(evenings).toHaveLength(500);
    for (const [round, fan] of fans.entries()) {
      const outcomes = await Promise.all(
        allBatches.map((batches, at) => {
          // All performances of a concert at one house are in one partition.
          const mine = evenings.filter((_, evening) => (evening % houses.length) % allBatches.length === at);
          return decideAll(
            batches,
            mine.map((where) => command(where, fan, round + 1)),
            decide,
          );
        }),
      );
      const all = outcomes.flatMap((some) => [...some.values()]);
      expect(all.filter(({ outcome }) => outcome.status === 'succeeded')).toHaveLength(500);
    }
    expect(read.toSorted()).toEqual(houses.map(({ venueId }) => venueId).toSorted());
  });

  it('are not read again when prices, limits or the waiting room change; the changes count within a second', async () => {
    const { batches, read } = await startWorker();
    const sale = await makeSale(db, { seats: 200 });
    let seat = 0;
    const priceOfNext = async () => {
      seat += 1;
      const asked = command(sale, await makeAccount(db), seat);
      const outcome = (await decideAll(batches, [asked], decide)).get(asked.jobId)?.outcome;
      return outcome?.status === 'succeeded'
        ? (outcome.result.reservation as { totalAmount: number }).totalAmount
        : outcome?.error.code;
    };
    expect(await priceOfNext()).toBe(150_000);
    await db.query('update performance_prices set price = price * 2 where performance_id = $1', [
      sale.performanceId,
    ]);
    await db.query(
      'update concerts set revision = revision + 1, max_seats_per_user = 3, hold_seconds = 60 where id = $1',
      [sale.concertId],
    );
    await vi.waitFor(async () => expect(await priceOfNext()).toBe(300_000), WITHIN);
    await db.query('update concerts set revision = revision + 1, waiting_room_enabled = true where id = $1', [
      sale.concertId,
    ]);
    await vi.waitFor(async () => expect(await priceOfNext()).toBe('admission_required'), WITHIN);
    expect(read).toEqual([sale.venueId]);
  });

  it('are not read for commands refused without one: not found, not on sale, no pass, limit reached', async () => {
    const { batches, read } = await startWorker();
    const fan = await makeAccount(db);
    const soon = { opensAt: new Date(Date.now() + HOUR_MS), closesAt: new Date(Date.now() + 2 * HOUR_MS) };
    const over = { opensAt: new Date(Date.now() - 2 * HOUR_MS), closesAt: new Date(Date.now() - HOUR_MS) };
    const full = await makeSale(db, { seats: 4, maxSeatsPerUser: 1 });
    await decideAll(await otherWorker(), [command(full, fan, 1)], decide);
    const refused = [
      command(await makeSale(db, { published: false }), fan, 1),
      command(await makeSale(db, soon), fan, 1),
      best(await makeSale(db, soon), fan),
      best(await makeSale(db, over), fan),
      best(await makeSale(db, { waitingRoomEnabled: true }), fan),
      command(full, fan, 2),
    ];
    expect((await decideOnce(batches, refused)).codes).toEqual([
      'performance_not_found',
      'sale_not_open',
      'sale_not_open',
      'sale_closed',
      'admission_required',
      'seat_limit_exceeded',
    ]);
    expect(read).toEqual([]);
  });

  it('of 60,000 seats in twelve performances not on sale delay no other hold: nothing is read', async () => {
    const [fan, noisy] = [await makeAccount(db), await makeAccount(db)];
    const hot = await makeSale(db, { seats: 100 });
    const big = await makeSale(db, {
      seats: 60_000,
      opensAt: new Date(Date.now() + HOUR_MS),
      closesAt: new Date(Date.now() + 2 * HOUR_MS),
    });
    const evenings = await db.query<{ id: PerformanceId }>(
      `insert into performances (id, concert_id, starts_at, sale_opens_at, sale_closes_at, total_seats)
       select id || '_' || n, concert_id, starts_at + make_interval(days => n), sale_opens_at, sale_closes_at, total_seats
       from performances, generate_series(1, 11) n where id = $1 returning id`,
      [big.performanceId],
    );
    const all = [big.performanceId, ...evenings.map(({ id }) => id)];
    const { batches, read, loaded, asked } = watchBatches();
    await loaded(hot.venueId);
    read.length = 0;
    const flood = [...all, ...all, ...all].flatMap((performanceId) => [
      command({ ...big, performanceId }, noisy, 1),
      best({ ...big, performanceId }, noisy),
    ]);
    const { codes } = await decideOnce(batches, [...flood, command(hot, fan, 1)]);
    expect(codes).toEqual([...flood.map(() => 'sale_not_open'), 'held']);
    expect(read).toEqual([]);
    const seatsRead = asked.filter(({ text }) => /from seats/.test(text));
    expect(seatsRead.map(({ values }) => values[0])).toEqual([hot.performanceId]);
  });

  it('delay only holds of their own concerts while they are read, each in the order of acceptance', async () => {
    const { batches, read, loaded } = await startWorker();
    const fan = await makeAccount(db);
    const [warm, cold, other] = [await makeSale(db), await makeSale(db), await makeSale(db)];
    await loaded(warm.venueId);
    const commands = [
      command(cold, fan, 1),
      command(warm, fan, 1),
      command(other, fan, 1),
      command(cold, await makeAccount(db), 1),
      command(warm, fan, 2),
    ];
    const { codes, ready } = await decideOnce(batches, commands);
    expect(codes).toEqual(['waits', 'held', 'waits', 'waits', 'held']);
    await ready;
    expect(read).toEqual([warm.venueId, cold.venueId]);
    const next = [...commands, command(cold, fan, 2), command(warm, fan, 3)];
    const then = await decideOnce(batches, next);
    expect(then.codes).toEqual(['held', 'held', 'waits', 'seat_unavailable', 'held', 'held', 'held']);
    await then.ready;
    expect((await decideOnce(batches, next)).codes[2]).toBe('held');
  });

  it('may exceed the memory limit: all commands are decided', async () => {
    const { batches, read } = await startWorker({ maxSeats: 25 });
    const fan = await makeAccount(db);
    const houses = await Promise.all(Array.from({ length: 5 }, () => makeSale(db, { seats: 20 })));
    for (const seatNumber of [1, 2]) {
      const commands = houses.map((house) => command(house, fan, seatNumber));
      const outcomes = [...(await decideAll(batches, commands, decide)).values()];
      expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(houses.map(() => 'succeeded'));
    }
    expect(read.length).toBeGreaterThan(houses.length);
  });
});

/** Batches on a connection that records its statements. */
function watchBatches() {
  const asked: { readonly text: string; readonly values: readonly unknown[] }[] = [];
  const read: string[] = [];
  const plans = makeSeatPlans({
    db,
    maxSeats: 400_000,
    onRead: ({ venueId }) => read.push(venueId),
    onFault: () => {},
  });
  const batches = makeHoldBatches(
    {
      query: (text, values = []) => {
        asked.push({ text, values });
        return oneConnection.query(text, values);
      },
    },
    {
      terms: makeHoldTerms({ holdSeconds: 600, holdBudgetSeatSeconds: 4_800 }),
      plans,
      freeSeats: makeFreeSeats(),
    },
  );
  return { batches, read, loaded: plans.load, asked };
}

/** Batches of another worker with its own caches. */
async function otherWorker() {
  const claimed = await openHoldPartitions({ url: database.url, db }).claim(15);
  if (!claimed) throw new Error('partition 15 has an owner');
  onTestFinished(() => claimed.release());
  return claimed.batches;
}
