import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import type { AccountId } from '@concert-mania/core/shared/ids';
import { makeDrawOrder } from '@concert-mania/core/waiting-room/draw-order';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { makeKeys } from '../keys.ts';
import { hmacSha256, makeDraws } from './draws.ts';
import { placed, sale } from './testing/rooms.ts';
import { makeWaitingRoom } from './waiting-room.ts';

const { url, prefix } = testRedis();
const keys = makeKeys(prefix);
const redis = new Redis(url, { enableAutoPipelining: true });
const room = makeWaitingRoom(redis, keys);
const draws = makeDraws(redis, keys);
const drawOrder = makeDrawOrder({ draws, hmac: hmacSha256 });
afterAll(() => redis.disconnect());

const FAR_FUTURE = new Date('2998-01-01T00:00:00Z');
const PAST = new Date('2000-01-01T00:00:00Z');

const gathering = (changes: Partial<ConcertSettings> = {}): ConcertSettings => ({
  id: `con_${randomUUID()}`,
  waitingRoomEnabled: true,
  maxActive: 10_000,
  admitPerSecond: 10_000,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'shuffle',
  sales: [sale(FAR_FUTURE)],
  readAt: new Date(),
  published: true,
  paused: false,
  ...changes,
});
const opened = (settings: ConcertSettings): ConcertSettings => ({ ...settings, sales: [sale(PAST)] });

const fan = (n: number): AccountId => `usr_${n}`;
const join = async (settings: ConcertSettings, accountId: AccountId) =>
  placed(await room.join({ concertId: settings.id, accountId, token: randomUUID(), rules: settings }));
const look = async (settings: ConcertSettings, accountId: AccountId, token: string) =>
  (await room.look({ concertId: settings.id, accountId, token, rules: settings })).standing;
const leave = (settings: ConcertSettings, accountId: AccountId, token: string) =>
  room.leave({ concertId: settings.id, accountId, token });
const admit = (settings: ConcertSettings) => room.admit(settings.id, settings);
const seedOf = async (settings: ConcertSettings) => (await room.serving(settings.id, settings)).shuffle;

async function gather(settings: ConcertSettings, count: number): Promise<Map<AccountId, string>> {
  const fans = Array.from({ length: count }, (_, n) => fan(n));
  const answers = await Promise.all(fans.map((accountId) => join(settings, accountId)));
  return new Map(fans.map((accountId, n) => [accountId, answers[n]?.standing.token ?? '']));
}

/** The order as anybody can compute it from the published values. */
function recompute(seed: string, tokens: ReadonlyMap<AccountId, string>): AccountId[] {
  const digest = (token: string) => createHmac('sha256', seed).update(token).digest('hex');
  return [...tokens.entries()]
    .map(([accountId, token]) => ({ accountId, drawn: digest(token) }))
    .sort((a, b) => (a.drawn < b.drawn ? -1 : 1))
    .map(({ accountId }) => accountId);
}

async function admitAll(settings: ConcertSettings): Promise<AccountId[]> {
  const admitted: AccountId[] = [];
  for (;;) {
    const batch = await admit(settings);
    admitted.push(...batch.admitted);
    if (batch.waiting === 0) return admitted;
  }
}

describe('the draw', () => {
  it('publishes the hash of its seed with the first arrival and the seed only after the opening', async () => {
    const settings = gathering();
    expect(await seedOf(settings)).toBeNull();
    await join(settings, fan(1));
    const promised = await seedOf(settings);
    expect(promised).toEqual({ seedHash: expect.stringMatching(/^[0-9a-f]{64}$/), seed: null });
    await join(settings, fan(2));
    expect(await seedOf(settings)).toEqual(promised);
    await admit(opened(settings));
    const shown = await seedOf(settings);
    expect(shown?.seedHash).toBe(promised?.seedHash);
    expect(
      createHash('sha256')
        .update(shown?.seed ?? '')
        .digest('hex'),
    ).toBe(promised?.seedHash);
  });

  it('admits every gathered fan once, in the order that anyone can recompute from seed and tokens', async () => {
    const settings = gathering();
    const tokens = await gather(settings, 2_500);
    expect((await admit(opened(settings))).phase).toBe('drawing');
    expect(await drawOrder(settings.id)).toBe(true);
    const expected = recompute((await seedOf(settings))?.seed ?? '', tokens);
    expect(expected).not.toEqual([...tokens.keys()]);
    const tenth = expected[9] ?? '';
    expect(await look(opened(settings), tenth, tokens.get(tenth) ?? '')).toMatchObject({
      status: 'waiting',
      sequence: 10,
      ahead: 9,
    });
    expect(await admitAll(opened(settings))).toEqual(expected);
  });

  it('shows no position before the opening, and admits no fan during the draw', async () => {
    const settings = gathering();
    const tokens = await gather(settings, 3);
    const place = await look(settings, fan(1), tokens.get(fan(1)) ?? '');
    expect(place).toMatchObject({ status: 'pre_open', ahead: null });
    expect((await admit(settings)).admitted).toEqual([]);
    expect((await admit(opened(settings))).admitted).toEqual([]);
    expect(await look(opened(settings), fan(1), tokens.get(fan(1)) ?? '')).toMatchObject({
      status: 'pre_open',
      ahead: null,
    });
  });

  it('puts later arrivals behind it in exact order of arrival, including those during the draw', async () => {
    const settings = gathering();
    await gather(settings, 20);
    const late = [await join(opened(settings), 'usr_late1')];
    expect(late[0]?.standing).toMatchObject({ status: 'waiting', sequence: 21, ahead: 20 });
    expect(await drawOrder(settings.id)).toBe(true);
    late.push(await join(opened(settings), 'usr_late2'));
    expect(late[1]?.standing).toMatchObject({ sequence: 22, ahead: 21 });
    expect((await admitAll(opened(settings))).slice(20)).toEqual(['usr_late1', 'usr_late2']);
  });

  it("gives the same order when a worker dies during it, and ignores that worker's late writes", async () => {
    const settings = gathering();
    const tokens = await gather(settings, 50);
    await admit(opened(settings));
    const dead = await draws.begin(settings.id);
    expect(await draws.begin(settings.id)).toBeNull();
    const drawn = recompute(dead?.seed ?? '', tokens);
    expect(await dead?.write(1, drawn.slice(0, 20))).toBe(true);
    const [meta = ''] = keys.waitingRoom(settings.id);
    await redis.hset(meta, 'leaseUntil', 0);
    expect(await drawOrder(settings.id)).toBe(true);
    expect(await dead?.write(1, drawn.toReversed())).toBe(false);
    expect(await dead?.read(0, 10)).toBeNull();
    expect(await dead?.finish()).toBe(false);
    expect(await admitAll(opened(settings))).toEqual(drawn);
  });

  it('is the same for the others when a fan leaves during it, or leaves and returns', async () => {
    const settings = gathering();
    const tokens = await gather(settings, 30);
    await admit(opened(settings));
    const token = (n: number) => tokens.get(fan(n)) ?? '';
    expect(await leave(opened(settings), fan(3), token(3))).toBe(true);
    expect(await look(opened(settings), fan(3), token(3))).toBeNull();
    expect(await leave(opened(settings), fan(4), token(4))).toBe(true);
    expect((await join(opened(settings), fan(4))).standing.token).toBe(token(4));
    expect(await drawOrder(settings.id)).toBe(true);
    const drawn = recompute((await seedOf(settings))?.seed ?? '', tokens);
    expect(await look(opened(settings), fan(3), token(3))).toBeNull();
    expect(await admitAll(opened(settings))).toEqual(drawn.filter((accountId) => accountId !== fan(3)));
  });

  it('is not held if the concert keeps the order of arrival', async () => {
    const settings = gathering({ preOpenOrder: 'arrival' });
    const tokens = await gather(settings, 10);
    expect(await look(settings, fan(7), tokens.get(fan(7)) ?? '')).toMatchObject({
      status: 'pre_open',
      ahead: 7,
    });
    expect(await admitAll(opened(settings))).toEqual([...tokens.keys()]);
    expect(await drawOrder(settings.id)).toBe(false);
  });

  it('publishes its hash within a tick when the order changes to a draw after fans gathered', async () => {
    const arrival = gathering({ preOpenOrder: 'arrival' });
    const tokens = await gather(arrival, 10);
    const drawn: ConcertSettings = { ...arrival, preOpenOrder: 'shuffle' };
    await admit(drawn);
    const promised = await seedOf(drawn);
    expect(promised).toEqual({ seedHash: expect.stringMatching(/^[0-9a-f]{64}$/), seed: null });
    await admit(opened(drawn));
    expect(await drawOrder(drawn.id)).toBe(true);
    const shown = await seedOf(opened(drawn));
    expect(shown?.seedHash).toBe(promised?.seedHash);
    expect(await admitAll(opened(drawn))).toEqual(recompute(shown?.seed ?? '', tokens));
  });

  it('publishes nothing once the order changes to that of arrival', async () => {
    const settings = gathering();
    const tokens = await gather(settings, 10);
    const promised = await seedOf(settings);
    const arrival: ConcertSettings = { ...settings, preOpenOrder: 'arrival' };
    expect(await seedOf(arrival)).toBeNull();
    expect(await seedOf(settings)).toEqual(promised);
    expect(await admitAll(opened(arrival))).toEqual([...tokens.keys()]);
    expect(await seedOf(opened(arrival))).toBeNull();
    expect(await seedOf(opened(settings))).toBeNull();
  });

  it('waits for a postponed opening, and starts at once when it is brought forward', async () => {
    const settings = gathering({ sales: [sale(new Date(Date.now() + 1_000_000))] });
    const tokens = await gather(settings, 5);
    const putOff = gathering({ id: settings.id });
    expect((await admit(putOff)).phase).toBe('gathering');
    expect((await join(putOff, fan(5))).standing).toMatchObject({ status: 'pre_open', ahead: null });
    expect((await admit(opened(settings))).phase).toBe('drawing');
    expect(await drawOrder(settings.id)).toBe(true);
    const first = (await admitAll(opened(settings))).length;
    expect(first).toBe(tokens.size + 1);
  });

  it('does not close an open room whose opening is postponed afterwards', async () => {
    const settings = gathering({ preOpenOrder: 'arrival', maxActive: 1 });
    await gather(settings, 2);
    expect((await admit(opened(settings))).admitted).toEqual([fan(0)]);
    expect((await join(settings, fan(2))).standing).toMatchObject({ status: 'waiting', ahead: 1 });
    expect((await admit({ ...settings, maxActive: 2 })).admitted).toEqual([fan(1)]);
  });
});
