import { resultOf } from '@concert-mania/client/jobs';
import { audit } from '@concert-mania/db/audit/audit';
import { addPerformance, makeSale } from '@concert-mania/testkit/data/builders';
import { type Fan, fanAt, signUpFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { expect, it, onTestFinished, vi } from 'vitest';
import { makeSeatFollower } from './seat-follower.ts';
import { readTable, sampleSeats } from './seat-sampler.ts';
import { startSystem, topUp } from './system.ts';

const { stack, db } = await startSystem({ api: 2, 'hold-worker': 2 });
const [firstApi = '', secondApi = ''] = stack.apiUrls;

const FANS = 16;
const ROUNDS = 60;
const SEATS = 200;
const BALANCE = 10_000_000;
/** The promise, and what a machine that does other things meanwhile may add to it. */
const PROMISED_MS = 1_000;
const NOISE_MS = 500;
const ENOUGH_SAMPLES = 100;
const PATIENCE = { timeout: 60_000, interval: 50 };
const SETTLED = { timeout: 15_000, interval: 50 };

/** Park and Miller's generator: the same seed gives the same choices. */
function makeChoices(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Holds up to three seats, then lets them expire, releases them, or pays and mostly cancels. */
async function goOneRound(fan: Fan, performanceId: string, choose: (below: number) => number) {
  const first = 1 + choose(SEATS - 2);
  const seatNumbers = Array.from({ length: 1 + choose(3) }, (_, n) => first + n);
  const job = await fan.run('reservation.hold', { body: { performanceId, seatNumbers } });
  if (job.status !== 'succeeded') return;
  const reservationId = resultOf(job).reservation.id;
  const next = choose(30);
  if (next < 6) return;
  if (next >= 15) await fan.run('payment.pay', { body: { reservationId, method: 'wallet' } });
  if (next < 29) await fan.run('reservation.cancel', { path: { reservationId }, body: {} });
}

async function countEvents(): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ type: string; n: number }>(
    'select type, count(*) as n from domain_events group by type',
  );
  return new Map(rows.map((row) => [row.type, row.n]));
}

async function signUpFans(): Promise<readonly Fan[]> {
  const fans: Fan[] = [];
  for (let n = 0; n < FANS; n += 1) {
    const fan = await signUpFan(firstApi);
    fans.push(n % 2 === 0 ? fan : fanAt(secondApi, fan));
  }
  for (const end of await Promise.all(fans.map((fan) => topUp(fan, stack.mockPgUrl, BALANCE)))) {
    expect(end.status).toBe('succeeded');
  }
  return fans;
}

it('shows at every replica no seat wrong for longer than a second (and a half, on a busy machine), and leads who follows the events to the very state of the table, versions only growing', async () => {
  const { performanceId } = await makeSale(db, { seats: SEATS, holdSeconds: 2 });
  const fans = await signUpFans();
  const done = new AbortController();
  const sampling = Promise.all(
    [firstApi, secondApi].map((api) => sampleSeats(db, api, performanceId, done.signal)),
  );
  const followers = [makeSeatFollower(performanceId), makeSeatFollower(performanceId)] as const;
  const [stays, moves] = followers;
  onTestFinished(async () => {
    done.abort();
    await Promise.allSettled([sampling, ...followers.map((follower) => follower.leave())]);
  });
  stays.follow(firstApi);
  moves.follow(secondApi);

  const load = Promise.all(
    fans.map(async (fan, seed) => {
      const choose = makeChoices(seed);
      for (let round = 0; round < ROUNDS; round += 1) await goOneRound(fan, performanceId, choose);
    }),
  );
  await vi.waitFor(() => expect(moves.changes).toBeGreaterThan(20), PATIENCE);
  await moves.leave();
  const missed = moves.version;
  // Longer away than one change, so that what was missed has to be made up for.
  await vi.waitFor(() => expect(stays.version).toBeGreaterThan(missed), PATIENCE);
  moves.follow(firstApi);
  await vi.waitFor(() => expect(moves.version).toBeGreaterThan(missed), PATIENCE);
  await moves.leave();
  moves.follow(secondApi);
  await load;
  // All holds expire, so that the table stops changing.
  await vi.waitFor(async () => {
    expect((await readTable(db, performanceId)).availability).not.toContain('H');
  }, PATIENCE);

  const { availability } = await readTable(db, performanceId);
  await vi.waitFor(async () => {
    for (const follower of followers) expect(follower.availability).toBe(availability);
    for (const api of [firstApi, secondApi]) {
      const { body } = await send(api, 'GET', `/v1/performances/${performanceId}/availability`);
      expect(body.availability).toBe(availability);
    }
  }, SETTLED);
  done.abort();
  const found = await sampling;

  for (const { samples, longestWrongMs, backwards } of found) {
    expect(samples).toBeGreaterThan(ENOUGH_SAMPLES);
    expect(longestWrongMs).toBeLessThan(PROMISED_MS + NOISE_MS);
    expect(backwards).toBe(0);
  }
  for (const follower of followers) {
    expect(follower.faults).toEqual([]);
    expect(follower.changes).toBeGreaterThan(20);
  }
  expect(moves.snapshots).toBeGreaterThan(1);
  const events = await countEvents();
  for (const type of ['held', 'released', 'expired', 'confirmed', 'cancelled']) {
    expect(events.get(`reservation.${type}`), type).toBeGreaterThan(5);
  }
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});

it('shows no wrong seat for longer than a second while a performance of 60,000 seats is added and another transaction stays open', async () => {
  const big = await makeSale(db, { seats: 60_000 });
  const sale = await makeSale(db, { seats: 100 });
  const fans = await Promise.all(Array.from({ length: 12 }, () => signUpFan(firstApi)));
  const done = new AbortController();
  onTestFinished(() => done.abort());
  const sampling = sampleSeats(db, secondApi, sale.performanceId, done.signal);
  const stranger = Promise.withResolvers<void>();
  const open = db.transaction(async (tx) => {
    await tx.query('select pg_current_xact_id()');
    await stranger.promise;
  });
  const adding = addPerformance(db, big);
  for (const [n, fan] of fans.entries())
    await fan.run('reservation.hold', {
      body: { performanceId: sale.performanceId, seatNumbers: [n + 1] },
    });
  await adding;
  await vi.waitFor(async () => {
    const { body } = await send(firstApi, 'GET', `/v1/performances/${sale.performanceId}/availability`);
    expect(body.availability).toBe('H'.repeat(fans.length).padEnd(100, 'A'));
  }, SETTLED);
  stranger.resolve();
  await open;
  done.abort();
  const found = await sampling;
  expect(found.mismatches).toBeGreaterThan(0);
  expect(found.longestWrongMs).toBeLessThan(PROMISED_MS + NOISE_MS);
});
