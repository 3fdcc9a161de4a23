import { randomUUID } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import { describe, expect, it, vi } from 'vitest';
import { makeLeaveRooms } from './leave-rooms.ts';
import { admit, age, fan, join, joinMany, keys, look, redis, room, settingsOf } from './testing/fans.ts';

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
