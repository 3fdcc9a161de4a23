import type { AccountId } from '@concert-mania/core/shared/ids';
import type { AdmissionBatch } from '@concert-mania/core/waiting-room/model';
import { Redis } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';
import { makeAnnouncements } from './announcements.ts';
import { makePlaceChanges } from './changes.ts';
import {
  admit,
  age,
  anHourLater,
  connect,
  fan,
  join,
  joinMany,
  keys,
  look,
  open,
  redis,
  room,
  settingsOf,
  url,
} from './testing/fans.ts';
import { ABSENCE_DEFAULTS, makeWaitingRoom } from './waiting-room.ts';

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

  it('is not due to be announced while its fan may still come, for a quarter of the time to do so', async () => {
    const settings = settingsOf({ claimSeconds: 60 });
    const patient = makeWaitingRoom(redis, keys, { ...ABSENCE_DEFAULTS, announceAfterSeconds: 20 });
    await joinMany(settings, 1);
    expect((await patient.admit(settings.id, settings)).unannounced).toBe(1);
    const announcements = makeAnnouncements(redis, keys);
    expect(await announcements.read(settings.id, 10)).toEqual([]);
    const key = keys.waitingRoomUnannounced(settings.id);
    const [member = '', due = ''] = await redis.zrange(key, '0', '-1', 'WITHSCORES');
    expect(Number(due) - Number(member.split(':').at(-1))).toBe(15_000);
    await redis.zincrby(key, -15_000, member);
    expect(await announcements.read(settings.id, 10)).toMatchObject([{ isAwaited: true }]);
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
