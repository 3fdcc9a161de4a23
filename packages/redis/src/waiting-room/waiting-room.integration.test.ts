import { randomUUID } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import type { AccountId, ConcertId } from '@concert-mania/core/shared/ids';
import type { AdmissionBatch } from '@concert-mania/core/waiting-room/model';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { makeKeys } from '../keys.ts';
import { makeAnnouncements } from './announcements.ts';
import { makePlaceChanges } from './changes.ts';
import { makeLeaveRooms } from './leave-rooms.ts';
import { placed, sale } from './testing/rooms.ts';
import { makeWaitingRoom } from './waiting-room.ts';

const { url, prefix } = testRedis();
const keys = makeKeys(prefix);
const open: Redis[] = [];
const connect = () => {
  const redis = new Redis(url, { enableAutoPipelining: true });
  open.push(redis);
  return redis;
};
const redis = connect();
const room = makeWaitingRoom(redis, keys);
afterAll(() => {
  for (const connection of open) connection.disconnect();
});

const settingsOf = (changes: Partial<ConcertSettings> = {}): ConcertSettings => ({
  id: `con_${randomUUID()}`,
  waitingRoomEnabled: true,
  maxActive: 1_000,
  admitPerSecond: 1_000,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'arrival',
  sales: [sale()],
  readAt: new Date(),
  published: true,
  ...changes,
});

const fan = (n: number): AccountId => `usr_${n}`;
const join = async (settings: ConcertSettings, accountId: AccountId, through = room) =>
  placed(await through.join({ concertId: settings.id, accountId, token: randomUUID(), rules: settings }));
const look = (settings: ConcertSettings, accountId: AccountId, token: string) =>
  room.look({ concertId: settings.id, accountId, token, rules: settings });
const admit = (settings: ConcertSettings) => room.admit(settings.id, settings);

async function joinMany(settings: ConcertSettings, count: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let n = 0; n < count; n += 1) tokens.push((await join(settings, fan(n))).standing.token);
  return tokens;
}

/** Moves every deadline and batch of a room into the past, as if that time had passed. */
async function age(concertId: ConcertId, ms: number, parts = ['inside', 'unclaimed', 'pace']): Promise<void> {
  for (const key of keys.waitingRoom(concertId)) {
    if (!parts.some((part) => key.endsWith(`:${part}`))) continue;
    for (const member of await redis.zrange(key, '0', '-1')) await redis.zincrby(key, -ms, member);
  }
}

/** Lets an hour (or `hours`) pass for the room's measurements; passes continue. */
async function anHourLater(settings: ConcertSettings, hours = 1): Promise<void> {
  const [meta = ''] = keys.waitingRoom(settings.id);
  for (const field of ['busySince', 'ratedAt', 'tickedAt']) {
    if (await redis.hexists(meta, field)) await redis.hincrby(meta, field, -3_600_000 * hours);
  }
  await age(settings.id, 3_600_000 * hours, ['pace']);
}

describe('joining', () => {
  it('numbers fans in the order of arrival at any API replica', async () => {
    const settings = settingsOf();
    const replicas = [makeWaitingRoom(connect(), keys), makeWaitingRoom(connect(), keys)];
    const sequences: number[] = [];
    for (let n = 0; n < 40; n += 1) {
      sequences.push((await join(settings, fan(n), replicas[n % 2])).standing.sequence);
    }
    expect(sequences).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect((await admit(settings)).admitted).toEqual(Array.from({ length: 40 }, (_, n) => fan(n)));
  });

  it('gives an account one place and the same token under parallel requests', async () => {
    const settings = settingsOf();
    const other = makeWaitingRoom(connect(), keys);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => join(settings, fan(1), n % 2 ? room : other)),
    );
    expect(new Set(answers.map(({ standing }) => standing.token)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect((await room.serving(settings.id, settings)).waiting).toBe(1);
  });

  it('asks exactly one of a room’s first fans to create the schedule', async () => {
    const settings = settingsOf();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => join(settings, fan(n))));
    expect(answers.filter(({ scheduleMissing }) => scheduleMissing)).toHaveLength(1);
  });

  it('asks again once the room is idle', async () => {
    const settings = settingsOf();
    await join(settings, fan(1));
    expect((await admit(settings)).waiting).toBe(0);
    expect(await room.isAwaited(settings.id)).toBe(false);
    expect((await join(settings, fan(2))).scheduleMissing).toBe(true);
    expect(await room.isAwaited(settings.id)).toBe(true);
  });
});

describe('a place', () => {
  it('counts exactly the fans ahead, also after leaves and admissions', async () => {
    const settings = settingsOf({ maxActive: 2 });
    const tokens = await joinMany(settings, 6);
    const [, , , third = '', , last = ''] = tokens;
    expect((await look(settings, fan(5), last)).standing).toMatchObject({ status: 'waiting', ahead: 5 });
    await admit(settings);
    expect((await look(settings, fan(5), last)).standing?.ahead).toBe(3);
    await room.leave({ concertId: settings.id, accountId: fan(3), token: third });
    expect((await look(settings, fan(5), last)).standing).toMatchObject({ sequence: 6, ahead: 2 });
  });

  it('is not found with another account’s or concert’s token, or an unknown one', async () => {
    const settings = settingsOf();
    const [token = ''] = await joinMany(settings, 2);
    expect((await look(settings, fan(1), token)).standing).toBeNull();
    expect((await look(settingsOf(), fan(0), token)).standing).toBeNull();
    expect((await look(settings, fan(0), randomUUID())).standing).toBeNull();
    expect((await look(settings, fan(0), `${token} or 1=1`)).standing).toBeNull();
  });

  it('is gone once left, and a new one is at the end', async () => {
    const settings = settingsOf();
    const [token = ''] = await joinMany(settings, 3);
    const claim = { concertId: settings.id, accountId: fan(0), token };
    expect(await room.leave({ ...claim, accountId: fan(1) })).toBe(false);
    expect(await room.leave(claim)).toBe(true);
    expect(await room.leave(claim)).toBe(false);
    expect((await look(settings, fan(0), token)).standing).toBeNull();
    const again = await join(settings, fan(0));
    expect(again).toMatchObject({ created: true, standing: { sequence: 4, ahead: 2 } });
    expect(again.standing.token).not.toBe(token);
  });

  it('has a rate counted since fans waited, and none a minute after the last admission', async () => {
    const settings = settingsOf({ maxActive: 6 });
    await joinMany(settings, 5);
    await admit(settings);
    await anHourLater(settings);
    const { token } = (await join(settings, fan(5))).standing;
    await join(settings, fan(6));
    await admit(settings);
    const rate = async () =>
      (await look(settings, fan(6), (await join(settings, fan(6))).standing.token)).admissionsPerSecond;
    expect((await look(settings, fan(5), token)).standing?.status).toBe('admitted');
    // One admission in the second since fans waited; over a whole minute it would be 0.017.
    expect(await rate()).toBeGreaterThan(0.1);
    await anHourLater(settings);
    expect(await rate()).toBe(0);
    expect((await admit({ ...settings, maxActive: 6 })).admitted).toEqual([]);
    expect(await rate()).toBe(0);
  });

  it('has the rate of the last minute, and zero before the first admission', async () => {
    const settings = settingsOf({ admitPerSecond: 5 });
    const tokens = await joinMany(settings, 10);
    expect((await look(settings, fan(9), tokens[9] ?? '')).admissionsPerSecond).toBe(0);
    await admit(settings);
    expect((await look(settings, fan(9), tokens[9] ?? '')).admissionsPerSecond).toBeGreaterThan(0);
  });
});

/** Sets a waiting fan's last poll some seconds into the past. */
async function silence(settings: ConcertSettings, accountId: AccountId, seconds: number): Promise<void> {
  const fans = keys.waitingRoom(settings.id).find((key) => key.endsWith(':fans')) ?? '';
  const record = (await redis.hget(fans, accountId)) ?? '';
  await redis.hset(fans, accountId, `${record.slice(0, 23)}${Number(record.slice(23)) - seconds}`);
}

describe('a fan who stopped polling', () => {
  const SILENT_SECONDS = 301;
  const AWAY_TOO_LONG_SECONDS = 601;

  it('is skipped at its turn, and not before', async () => {
    const settings = settingsOf({ maxActive: 2 });
    const tokens = await joinMany(settings, 5);
    for (const n of [0, 1, 3]) await silence(settings, fan(n), n === 1 ? 299 : SILENT_SECONDS);
    expect(await admit(settings)).toMatchObject({
      admitted: [fan(1), fan(2)],
      passedOver: 1,
      waiting: 2,
    });
    expect((await look(settings, fan(4), tokens[4] ?? '')).standing).toMatchObject({ sequence: 5, ahead: 2 });
  });

  it('returns to the front in time with place and token, and worsens no other place', async () => {
    const settings = settingsOf({ maxActive: 1 });
    const tokens = await joinMany(settings, 4);
    await silence(settings, fan(0), SILENT_SECONDS);
    expect((await admit(settings)).admitted).toEqual([fan(1)]);
    const aheadOf = async (n: number) => (await look(settings, fan(n), tokens[n] ?? '')).standing?.ahead;
    expect([await aheadOf(2), await aheadOf(3)]).toEqual([1, 2]);
    const back = await look(settings, fan(0), tokens[0] ?? '');
    expect(back.standing).toMatchObject({ status: 'waiting', sequence: 1, ahead: 0, token: tokens[0] });
    expect([await aheadOf(2), await aheadOf(3)]).toEqual([1, 2]);
    expect((await admit({ ...settings, maxActive: 3 })).admitted).toEqual([fan(0), fan(2)]);
    expect((await room.serving(settings.id, settings)).servingSequence).toBe(3);
  });

  it('also returns by joining again', async () => {
    const settings = settingsOf({ maxActive: 1 });
    const tokens = await joinMany(settings, 3);
    await silence(settings, fan(0), SILENT_SECONDS);
    await admit(settings);
    const back = await join(settings, fan(0));
    expect(back).toMatchObject({ created: false, standing: { token: tokens[0], ahead: 0, sequence: 1 } });
  });

  it('has lost the place on returning too late, whether or not a batch noticed before', async () => {
    const settings = settingsOf({ maxActive: 1 });
    const tokens = await joinMany(settings, 4);
    for (const n of [0, 1]) await silence(settings, fan(n), SILENT_SECONDS);
    await admit(settings);
    for (const n of [0, 1]) await silence(settings, fan(n), AWAY_TOO_LONG_SECONDS);
    expect((await look(settings, fan(0), tokens[0] ?? '')).standing).toMatchObject({
      status: 'expired',
      sequence: 1,
    });
    await admit(settings);
    expect((await look(settings, fan(3), tokens[3] ?? '')).standing?.ahead).toBe(0);
    expect((await look(settings, fan(1), tokens[1] ?? '')).standing?.status).toBe('expired');
    expect(await join(settings, fan(0))).toMatchObject({
      created: true,
      standing: { sequence: 5, ahead: 1 },
    });
  });

  it('keeps the place in an idle room, and is asked to create the schedule on return', async () => {
    const settings = settingsOf();
    const [token = ''] = await joinMany(settings, 1);
    await silence(settings, fan(0), SILENT_SECONDS);
    expect(await admit(settings)).toMatchObject({ admitted: [], waiting: 0, passedOver: 1 });
    expect(await look(settings, fan(0), token)).toMatchObject({
      scheduleMissing: true,
      standing: { status: 'waiting', ahead: 0 },
    });
    expect((await admit(settings)).admitted).toEqual([fan(0)]);
  });

  it('can leave while skipped', async () => {
    const settings = settingsOf({ maxActive: 1 });
    const tokens = await joinMany(settings, 3);
    await silence(settings, fan(0), SILENT_SECONDS);
    await admit(settings);
    const claim = { concertId: settings.id, accountId: fan(0), token: tokens[0] ?? '' };
    expect(await room.leave(claim)).toBe(true);
    expect((await look(settings, fan(2), tokens[2] ?? '')).standing?.ahead).toBe(0);
    expect((await look(settings, fan(0), claim.token)).standing).toBeNull();
  });

  it('is skipped in bounded numbers per batch, and the next batch is due at once', async () => {
    const settings = settingsOf();
    await Promise.all(Array.from({ length: 501 }, (_, n) => join(settings, fan(n))));
    await Promise.all(Array.from({ length: 500 }, (_, n) => silence(settings, fan(n), SILENT_SECONDS)));
    expect(await admit(settings)).toMatchObject({ admitted: [], passedOver: 500, waiting: 1, pauseMs: 0 });
    expect((await admit(settings)).admitted).toEqual([fan(500)]);
  });
});

describe('an admission', () => {
  it('is to be announced until it is confirmed', async () => {
    const settings = settingsOf({ maxActive: 2 });
    const announcements = makeAnnouncements(redis, keys);
    await joinMany(settings, 3);
    expect((await admit(settings)).unannounced).toBe(2);
    const admissions = await announcements.read(settings.id, 10);
    expect(admissions.map(({ accountId }) => accountId)).toEqual([fan(0), fan(1)]);
    expect(await announcements.read(settings.id, 1)).toEqual(admissions.slice(0, 1));
    await announcements.confirm(settings.id, admissions.slice(0, 1));
    expect(await announcements.read(settings.id, 10)).toEqual(admissions.slice(1));
    await announcements.confirm(settings.id, admissions);
    expect((await admit(settings)).unannounced).toBe(0);
  });
});

describe('an emptied Redis', () => {
  it('has no places, takes the same fans again and admits no more than the limit', async () => {
    const settings = settingsOf({ maxActive: 2 });
    const tokens = await joinMany(settings, 4);
    await admit(settings);
    await redis.del(...keys.waitingRoom(settings.id));
    await redis.script('FLUSH');
    for (const [n, token] of tokens.entries()) {
      expect((await look(settings, fan(n), token)).standing).toBeNull();
      expect(await room.isActive({ concertId: settings.id, accountId: fan(n), token })).toBe(false);
    }
    const again = await join(settings, fan(3));
    expect(again).toMatchObject({ created: true, scheduleMissing: true, standing: { sequence: 1 } });
    for (const n of [0, 1, 2]) await join(settings, fan(n));
    const batch = await admit(settings);
    expect([batch.admitted, batch.active]).toEqual([[fan(3), fan(0)], 2]);
  });
});

describe('a room without waiting fans', () => {
  /** The seconds until each key expires, by its part; -1 if never. */
  const ttls = async (settings: ConcertSettings): Promise<ReadonlyMap<string, number>> => {
    const found = new Map<string, number>();
    for (const key of keys.waitingRoom(settings.id)) {
      if (await redis.exists(key)) found.set(key.slice(key.lastIndexOf(':') + 1), await redis.ttl(key));
    }
    return found;
  };

  it('expires after a while, and is kept once a fan joins again', async () => {
    const settings = settingsOf({ maxActive: 2 });
    await joinMany(settings, 3);
    await admit(settings);
    expect((await ttls(settings)).get('fans')).toBe(-1);
    await room.end({ concertId: settings.id, accountId: fan(0), at: new Date(Date.now() + 60_000) });
    await admit(settings);
    const resting = await ttls(settings);
    expect([...resting.keys()].toSorted()).toEqual(
      ['ended', 'fans', 'inside', 'meta', 'pace', 'unannounced', 'unclaimed'].toSorted(),
    );
    for (const seconds of resting.values()) expect(seconds).toBeGreaterThan(0);
    await join(settings, fan(3));
    expect((await ttls(settings)).get('fans')).toBe(-1);
  });

  it('keeps each pass until its end, even if passes have become shorter since', async () => {
    const settings = settingsOf({ passSeconds: 80_000 });
    await joinMany(settings, 1);
    await admit(settings);
    await admit({ ...settings, passSeconds: 60 });
    const seconds = await ttls(settings);
    expect(seconds.get('inside')).toBeGreaterThan(80_000);
    expect(seconds.get('fans')).toBeGreaterThan(80_000);
  });

  it('expires a day after it is switched off, and continues if switched on before', async () => {
    const settings = settingsOf({ maxActive: 1 });
    const [, second = ''] = await joinMany(settings, 3);
    await admit(settings);
    await room.shelve(settings.id);
    for (const seconds of (await ttls(settings)).values()) expect(seconds).toBeGreaterThan(0);
    expect((await ttls(settings)).get('line')).toBeLessThanOrEqual(86_400);
    expect(await look(settings, fan(1), second)).toMatchObject({
      scheduleMissing: true,
      standing: { ahead: 0 },
    });
    expect((await ttls(settings)).get('line')).toBe(-1);
    expect((await ttls(settings)).get('fans')).toBe(-1);
  });

  it('loses its expiry when it is switched on again, even during a batch', async () => {
    const settings = settingsOf({ maxActive: 1 });
    await joinMany(settings, 3);
    await admit(settings);
    await room.shelve(settings.id);
    // Read its settings before the room was switched off, and arrives after that.
    await admit(settings);
    await look(settings, fan(1), (await join(settings, fan(1))).standing.token);
    await admit(settings);
    const kept = await ttls(settings);
    for (const part of ['fans', 'line', 'inside', 'unclaimed'])
      expect([part, kept.get(part)]).toEqual([part, -1]);
  });
});

describe('admission', () => {
  it('never exceeds maxActive or admitPerSecond under three concurrent workers, and admits in order', async () => {
    const settings = settingsOf({ maxActive: 60, admitPerSecond: 20 });
    await Promise.all(Array.from({ length: 120 }, (_, n) => join(settings, fan(n))));
    const workers = [room, makeWaitingRoom(connect(), keys), makeWaitingRoom(connect(), keys)];
    const admitted: AccountId[] = [];
    const work = async (worker: typeof room) => {
      let batch: AdmissionBatch;
      let last = -1;
      do {
        batch = await worker.admit(settings.id, settings);
        expect(batch.active).toBeLessThanOrEqual(60);
        admitted.push(...batch.admitted);
        for (const accountId of batch.admitted) {
          const number = Number(accountId.slice('usr_'.length));
          expect(number).toBeGreaterThan(last);
          last = number;
        }
      } while (batch.active < 60);
    };
    await Promise.all(workers.map(work));
    expect(admitted).toHaveLength(60);
    expect(new Set(admitted)).toEqual(new Set(Array.from({ length: 60 }, (_, n) => fan(n))));
    const pace = keys.waitingRoom(settings.id).find((key) => key.endsWith(':pace')) ?? '';
    const batches = (await redis.zrange(pace, '0', '-1')).map((entry) => {
      const [at = 0, , count = 0] = entry.split(':').map(Number);
      return { at, count };
    });
    for (const { at } of batches) {
      const second = batches.filter((batch) => batch.at >= at && batch.at < at + 1_000);
      expect(second.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(20);
    }
  });

  it('is due for the next batch as soon as the pace allows it, and four times a second while it is full', async () => {
    const settings = settingsOf({ admitPerSecond: 5 });
    await joinMany(settings, 20);
    const [seconds = 0, micros = 0] = (await redis.time()).map(Number);
    const earlier = seconds * 1_000 + Math.floor(micros / 1_000) - 900;
    const pace = keys.waitingRoom(settings.id).find((key) => key.endsWith(':pace')) ?? '';
    await redis.zadd(pace, earlier, `${earlier}:0:5`);
    const soon = await admit(settings);
    expect(soon.admitted).toEqual([]);
    expect(soon.pauseMs).toBeLessThanOrEqual(100);
    await redis.del(pace);
    const paced = await admit(settings);
    expect(paced.admitted).toHaveLength(5);
    expect(paced.pauseMs).toBe(1_000);
    expect((await admit({ ...settings, maxActive: 5 })).pauseMs).toBe(250);
  });

  it("continues when Redis's clock goes back an hour, as after a failover", async () => {
    const settings = settingsOf({ admitPerSecond: 5, maxActive: 10 });
    const tokens = await joinMany(settings, 20);
    expect((await admit(settings)).admitted).toHaveLength(5);
    await anHourLater(settings, -1);
    // The process serving the room may be lost with that server.
    expect((await look(settings, fan(19), tokens[19] ?? '')).scheduleMissing).toBe(true);
    expect((await admit(settings)).admitted).toHaveLength(5);
    expect((await look(settings, fan(19), tokens[19] ?? '')).admissionsPerSecond).toBeGreaterThan(0);
    expect((await admit(settings)).admitted).toEqual([]);
  });

  it('stores batches only as long as the rate needs them', async () => {
    const settings = settingsOf({ maxActive: 3 });
    await joinMany(settings, 5);
    await admit(settings);
    await anHourLater(settings);
    await admit({ ...settings, maxActive: 4 });
    const pace = keys.waitingRoom(settings.id).find((key) => key.endsWith(':pace')) ?? '';
    expect(await redis.zcard(pace)).toBe(1);
  });

  it('follows a changed setting at the next batch', async () => {
    const settings = settingsOf({ maxActive: 2 });
    await joinMany(settings, 10);
    expect((await admit(settings)).admitted).toHaveLength(2);
    expect((await admit(settings)).admitted).toHaveLength(0);
    expect((await admit({ ...settings, maxActive: 5 })).admitted).toHaveLength(3);
  });

  it("gives an absent fan's place to the next, and keeps that of a fan who polled", async () => {
    const settings = settingsOf({ maxActive: 2 });
    const [absent = '', present = ''] = await joinMany(settings, 4);
    await admit(settings);
    expect((await look(settings, fan(1), present)).standing?.status).toBe('admitted');
    await age(settings.id, 61_000);
    expect((await room.serving(settings.id, settings)).active).toBe(1);
    expect((await admit(settings)).admitted).toEqual([fan(2)]);
    expect((await look(settings, fan(0), absent)).standing?.status).toBe('expired');
    expect((await look(settings, fan(1), present)).standing?.status).toBe('admitted');
  });

  it('counts the fans inside even if no fan waits and no batch sweeps', async () => {
    const settings = settingsOf();
    await joinMany(settings, 1);
    await admit(settings);
    await age(settings.id, 50_000);
    const { token } = (await join(settings, fan(1))).standing;
    await admit(settings);
    await look(settings, fan(1), token);
    await age(settings.id, 560_000);
    // The first never polled and its pass is over; the second is inside for another 40 seconds.
    expect((await room.serving(settings.id, settings)).active).toBe(1);
    await age(settings.id, 50_000);
    expect((await room.serving(settings.id, settings)).active).toBe(0);
  });

  it('frees the place of a pass that expired, was ended or was left', async () => {
    const settings = settingsOf({ maxActive: 3 });
    const tokens = await joinMany(settings, 6);
    await admit(settings);
    for (const n of [0, 1, 2]) await look(settings, fan(n), tokens[n] ?? '');
    await room.end({ concertId: settings.id, accountId: fan(0), at: new Date() });
    await room.leave({ concertId: settings.id, accountId: fan(1), token: tokens[1] ?? '' });
    expect((await admit(settings)).admitted).toEqual([fan(3), fan(4)]);
    await age(settings.id, 600_000, ['inside']);
    expect((await admit(settings)).admitted).toEqual([fan(5)]);
    expect((await look(settings, fan(2), tokens[2] ?? '')).standing?.status).toBe('expired');
  });

  it('deletes a fan ten minutes after the end of the pass', async () => {
    const settings = settingsOf({ maxActive: 1 });
    const [token = ''] = await joinMany(settings, 3);
    await admit(settings);
    await room.end({ concertId: settings.id, accountId: fan(0), at: new Date(Date.now() + 60_000) });
    await age(settings.id, 590_000, ['ended']);
    await admit(settings);
    expect((await look(settings, fan(0), token)).standing?.status).toBe('expired');
    await age(settings.id, 11_000, ['ended']);
    await admit(settings);
    expect((await look(settings, fan(0), token)).standing).toBeNull();
  });

  it('gives an expired fan who joins again a new place at the end', async () => {
    const settings = settingsOf({ maxActive: 1 });
    const [token = ''] = await joinMany(settings, 3);
    await admit(settings);
    await room.end({ concertId: settings.id, accountId: fan(0), at: new Date() });
    expect((await look(settings, fan(0), token)).standing?.status).toBe('expired');
    const again = await join(settings, fan(0));
    expect(again).toMatchObject({ created: true, standing: { status: 'waiting', ahead: 2 } });
    expect((await look(settings, fan(0), token)).standing).toBeNull();
  });

  it('notifies a watching fan at once', async () => {
    const settings = settingsOf({ maxActive: 1 });
    await joinMany(settings, 2);
    const subscriber = new Redis(url);
    open.push(subscriber);
    const changes = makePlaceChanges(subscriber, keys);
    const notified = vi.fn();
    const notTold = vi.fn();
    const stop = await changes.subscribe(settings.id, fan(0), notified);
    await changes.subscribe(settings.id, fan(1), notTold);
    await admit(settings);
    await vi.waitFor(() => expect(notified).toHaveBeenCalledTimes(1));
    expect(notTold).not.toHaveBeenCalled();
    stop();
    await room.leave({
      concertId: settings.id,
      accountId: fan(0),
      token: (await join(settings, fan(0))).standing.token,
    });
    await admit(settings);
    await vi.waitFor(() => expect(notTold).toHaveBeenCalledTimes(1));
    expect(notified).toHaveBeenCalledTimes(1);
  });
});

describe('a pass', () => {
  it('is bound to account, concert and token, and runs from admission to its end', async () => {
    const settings = settingsOf();
    const elsewhere = settingsOf();
    const [token = ''] = await joinMany(settings, 2);
    await joinMany(elsewhere, 2);
    const claim = { concertId: settings.id, accountId: fan(0), token };
    expect(await room.isActive(claim)).toBe(false);
    await admit(settings);
    await admit(elsewhere);
    expect(
      await room.areActive([
        claim,
        { ...claim, accountId: fan(1) },
        { ...claim, concertId: elsewhere.id },
        { ...claim, token: randomUUID() },
        { ...claim, token: `${token}!` },
        { ...claim, token: '' },
        { ...claim, token: token.toUpperCase() },
      ]),
    ).toEqual([true, false, false, false, false, false, true]);
    await room.end({ ...claim, at: new Date() });
    expect(await room.isActive(claim)).toBe(false);
    await room.end({ ...claim, at: new Date() });
  });

  it('is not ended by repeated ends of an earlier pass', async () => {
    const settings = settingsOf();
    await joinMany(settings, 2);
    await admit(settings);
    const ended = { concertId: settings.id, accountId: fan(0), at: new Date() };
    await room.end(ended);
    const { token } = (await join(settings, fan(0))).standing;
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(ended.at.getTime()));
    await admit(settings);
    const claim = { concertId: settings.id, accountId: fan(0), token };
    expect(await room.isActive(claim)).toBe(true);
    await Promise.all([room.end(ended), room.end({ ...ended, accountId: fan(1) })]);
    expect(await room.isActive(claim)).toBe(true);
    expect((await room.serving(settings.id, settings)).active).toBe(1);
  });

  it('is over at its deadline, before a batch sweeps it', async () => {
    const settings = settingsOf();
    const [token = ''] = await joinMany(settings, 1);
    const claim = { concertId: settings.id, accountId: fan(0), token };
    await admit(settings);
    expect(await room.isActive(claim)).toBe(true);
    await age(settings.id, 600_001);
    expect(await room.isActive(claim)).toBe(false);
    expect((await room.serving(settings.id, settings)).active).toBe(0);
  });
});

it('admits a fan who joins again when only the expiry of an earlier place is stored', async () => {
  const settings = settingsOf();
  const [, fans = '', , , , ended = ''] = keys.waitingRoom(settings.id);
  const [token = ''] = await joinMany(settings, 1);
  await admit(settings);
  expect(await redis.ttl(fans)).toBeGreaterThan(0);
  await age(settings.id, 3_600_000);
  expect((await look(settings, fan(0), token)).standing?.status).toBe('expired');
  // No fan polls for half an hour, and the room's data about its fans expires.
  if ((await redis.ttl(ended)) > (await redis.ttl(fans))) await redis.del(fans);
  await age(settings.id, 3_600_000, ['ended']);
  const tokens = await joinMany(settings, 3);
  expect((await admit(settings)).admitted).toEqual([fan(0), fan(1), fan(2)]);
  for (const [n, own] of tokens.entries()) {
    expect((await look(settings, fan(n), own)).standing?.status).toBe('admitted');
  }
});

describe('while holds cannot be decided', () => {
  const HOUR_MS = 3_600_000;
  const meta = (settings: ConcertSettings) => keys.waitingRoom(settings.id)[0] ?? '';
  /** Lets time pass for everything inside, paused or not. */
  const later = async (settings: ConcertSettings, ms: number) => {
    await age(settings.id, ms, ['inside', 'unclaimed', 'pace']);
    if (await redis.hexists(meta(settings), 'pausedAt')) await redis.hincrby(meta(settings), 'pausedAt', -ms);
  };

  it('no claim and no pass runs: fans admitted before keep the time they had left', async () => {
    const settings = settingsOf({ maxActive: 2, passSeconds: 600, claimSeconds: 60 });
    const [absent = '', present = ''] = await joinMany(settings, 3);
    await admit(settings);
    const before = (await look(settings, fan(1), present)).standing?.passEndsAt?.getTime() ?? 0;
    await room.pause(settings.id);
    await later(settings, HOUR_MS / 2);
    await room.pause(settings.id);
    const during = (await look(settings, fan(1), present)).standing;
    expect(during?.status).toBe('admitted');
    expect(await room.isActive({ concertId: settings.id, accountId: fan(1), token: present })).toBe(true);
    expect((await room.serving(settings.id, settings)).active).toBe(2);
    // Half an hour passed by Redis's clock, and none by the clock of passes.
    expect(during?.passEndsAt?.getTime()).toBeGreaterThan(before - 1_000);

    expect(await admit(settings)).toMatchObject({ admitted: [], active: 2 });
    expect((await look(settings, fan(0), absent)).standing?.status).toBe('admitted');
    await later(settings, 590_000);
    expect((await look(settings, fan(1), present)).standing?.status).toBe('admitted');
    await later(settings, 15_000);
    expect((await look(settings, fan(1), present)).standing?.status).toBe('expired');
  });

  it('an unused claim continues afterwards, and goes to the next fan when it is over', async () => {
    const settings = settingsOf({ maxActive: 1, claimSeconds: 60 });
    const [absent = ''] = await joinMany(settings, 2);
    await admit(settings);
    await room.pause(settings.id);
    await later(settings, HOUR_MS / 2);
    expect((await admit(settings)).admitted).toEqual([]);
    await later(settings, 66_000);
    expect((await admit(settings)).admitted).toEqual([fan(1)]);
    expect((await look(settings, fan(0), absent)).standing?.status).toBe('expired');
  });

  it('permanently, passes end an hour late', async () => {
    const settings = settingsOf({ passSeconds: 600 });
    const [token = ''] = await joinMany(settings, 1);
    await admit(settings);
    await look(settings, fan(0), token);
    await room.pause(settings.id);
    await later(settings, HOUR_MS + 590_000);
    expect((await look(settings, fan(0), token)).standing?.status).toBe('admitted');
    await later(settings, 15_000);
    expect((await look(settings, fan(0), token)).standing?.status).toBe('expired');
  });

  it('no time counts twice, for any number of outages', async () => {
    const settings = settingsOf();
    const [token = ''] = await joinMany(settings, 1);
    // A pause starts at the last batch.
    const startedMs = Date.now();
    await admit(settings);
    const ends = async () => (await look(settings, fan(0), token)).standing?.passEndsAt?.getTime() ?? 0;
    const before = await ends();
    for (let n = 0; n < 20; n += 1) {
      await room.pause(settings.id);
      await admit(settings);
    }
    expect((await ends()) - before).toBeLessThanOrEqual(Date.now() - startedMs + 5);
  });

  it('a room without waiting fans keeps those inside, and an empty room forgets the pause', async () => {
    const settings = settingsOf();
    const [token = ''] = await joinMany(settings, 1);
    expect(await admit(settings)).toMatchObject({ waiting: 0, active: 1 });
    await room.pause(settings.id);
    expect(await room.isAwaited(settings.id)).toBe(false);
    await later(settings, HOUR_MS / 2);
    expect((await admit(settings)).active).toBe(1);
    expect(await redis.hget(meta(settings), 'pausedMs')).not.toBeNull();
    await room.leave({ concertId: settings.id, accountId: fan(0), token });
    expect((await admit(settings)).active).toBe(0);
    expect(await redis.hget(meta(settings), 'pausedMs')).toBeNull();
  });
});

it('an account leaves every served room, with any token, and no other account does', async () => {
  const rooms = [settingsOf(), settingsOf()];
  for (const settings of rooms) {
    await redis.zadd(keys.dueRooms, 0, settings.id);
    await joinMany(settings, 2);
  }
  await makeLeaveRooms(redis, keys)(fan(0));
  for (const { id } of rooms) {
    const [, fans = ''] = keys.waitingRoom(id);
    expect(await redis.hkeys(fans)).toEqual([fan(1)]);
    await redis.zrem(keys.dueRooms, id);
  }
});
