import { randomUUID } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import { describe, expect, it } from 'vitest';
import {
  admit,
  anHourLater,
  connect,
  fan,
  join,
  joinMany,
  keys,
  look,
  redis,
  room,
  settingsOf,
  silence,
} from './testing/fans.ts';
import { makeWaitingRoom } from './waiting-room.ts';

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
