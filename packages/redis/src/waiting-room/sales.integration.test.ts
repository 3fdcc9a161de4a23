import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { makePlaceChanges } from './changes.ts';
import { sale } from './testing/rooms.ts';
import {
  admit,
  announcements,
  ask,
  at,
  drawOrder,
  FIRST_CLOSED,
  FIRST_OPEN,
  FIRST_SOLD_OUT,
  isActive,
  join,
  keys,
  look,
  newConcert,
  opensNow,
  redis,
  room,
  SECOND_TO_COME,
  serving,
  subscriber,
  untilOpen,
  when,
} from './testing/sales.ts';

describe('a second sale of the same concert', () => {
  it('gathers once the first is over, draws with its own seed, and admits like the first', async () => {
    const concert = newConcert([FIRST_OPEN, SECOND_TO_COME]);
    const inside = await join(concert, 'usr_inside');
    await admit(concert);
    expect(await isActive(concert, 'usr_inside', inside.token)).toBe(true);

    const between = when(concert, FIRST_CLOSED, SECOND_TO_COME);
    expect(await serving(between)).toMatchObject({ status: 'pre_open', active: 0, waiting: 0 });
    const tokens = new Map<string, string>();
    for (const accountId of ['usr_1', 'usr_2', 'usr_3', 'usr_4', 'usr_5']) {
      const place = await join(between, accountId);
      expect(place).toMatchObject({ status: 'pre_open', ahead: null });
      tokens.set(accountId, place.token);
    }
    expect((await admit(between)).admitted).toEqual([]);
    expect(await isActive(between, 'usr_inside', inside.token)).toBe(false);
    const promised = (await serving(between)).shuffle;
    expect(promised).toMatchObject({ seedHash: expect.stringMatching(/^[0-9a-f]{64}$/), seed: null });

    const second = opensNow();
    await untilOpen(second);
    const opened = when(concert, FIRST_CLOSED, second);
    expect(await join(opened, 'usr_late')).toMatchObject({ status: 'waiting', sequence: 6, ahead: 5 });
    expect(await drawOrder(concert.id)).toBe(true);
    const { shuffle } = await serving(opened);
    const seed = shuffle?.seed ?? '';
    expect(createHash('sha256').update(seed).digest('hex')).toBe(promised?.seedHash);
    const digest = (token = '') => createHmac('sha256', seed).update(token).digest('hex');
    const drawn = [...tokens.keys()].sort((a, b) => (digest(tokens.get(a)) < digest(tokens.get(b)) ? -1 : 1));
    expect((await admit(opened)).admitted).toEqual([...drawn, 'usr_late']);
    expect(await serving(opened)).toMatchObject({ status: 'open', servingSequence: 6, active: 6 });
  });

  it('keeps the seed of the first draw for verification, besides its own', async () => {
    const concert = newConcert([SECOND_TO_COME]);
    for (const n of [1, 2]) await join(concert, `usr_${n}`);
    const first = opensNow();
    await untilOpen(first);
    await admit(when(concert, first));
    expect(await drawOrder(concert.id)).toBe(true);
    const { shuffle: firstSeed } = await serving(when(concert, first));
    const over = sale(first.opensAt, first.opensAt);

    const between = when(concert, over, SECOND_TO_COME);
    await join(between, 'usr_1');
    const gathering = await serving(between);
    expect(gathering.earlierShuffles).toEqual([firstSeed]);
    expect(gathering.shuffle?.seed).toBeNull();
    expect(gathering.shuffle?.seedHash).not.toBe(firstSeed?.seedHash);

    const second = opensNow();
    await untilOpen(second);
    await admit(when(concert, over, second));
    expect(await drawOrder(concert.id)).toBe(true);
    const opened = await serving(when(concert, over, second));
    expect(opened.earlierShuffles).toEqual([firstSeed]);
    expect(opened.shuffle?.seedHash).toBe(gathering.shuffle?.seedHash);
  });

  it('keeps no places of the first: its fans see why, and may join the gathering', async () => {
    const concert = newConcert([FIRST_OPEN, SECOND_TO_COME]);
    const one = { ...concert, maxActive: 1 };
    await join(one, 'usr_1');
    const waiting = await join(one, 'usr_2');
    await admit(one);
    const between = when(one, FIRST_SOLD_OUT, SECOND_TO_COME);
    expect(await look(between, 'usr_2', waiting.token)).toMatchObject({
      status: 'expired',
      reason: 'sale_closed',
    });
    const again = await join(between, 'usr_2');
    expect(again).toMatchObject({ status: 'pre_open', sequence: 1, reason: null });
    expect(again.token).not.toBe(waiting.token);
    expect(await look(between, 'usr_2', waiting.token)).toBeNull();
    expect(await look(between, 'usr_2', again.token)).toMatchObject({ status: 'pre_open' });
  });

  it('does not gather while the first is open: fans of the first are in line or inside at its opening', async () => {
    const concert = newConcert([FIRST_OPEN, SECOND_TO_COME]);
    const first = await join(concert, 'usr_1');
    expect((await admit(concert)).admitted).toEqual(['usr_1']);
    const both = when(concert, FIRST_OPEN, opensNow());
    expect(await isActive(both, 'usr_1', first.token)).toBe(true);
    expect(await join(both, 'usr_2')).toMatchObject({ status: 'waiting', ahead: 0 });
    expect(await serving(both)).toMatchObject({ status: 'open', shuffle: null });
  });

  it('keeps gathering when seats of the first come back, and opens with its own opening', async () => {
    const concert = newConcert([FIRST_SOLD_OUT, SECOND_TO_COME]);
    await join(concert, 'usr_1');
    const back = when(concert, FIRST_OPEN, SECOND_TO_COME);
    expect((await admit(back)).admitted).toEqual([]);
    expect(await serving(back)).toMatchObject({ status: 'pre_open', waiting: 1 });
    const second = opensNow();
    await untilOpen(second);
    expect((await admit(when(back, FIRST_OPEN, second))).phase).toBe('drawing');
  });

  it('opens earlier when it is moved or a sale is added before it, and later when it is postponed', async () => {
    for (const change of ['forward', 'added'] as const) {
      const concert = newConcert([FIRST_CLOSED, SECOND_TO_COME]);
      await join(concert, 'usr_1');
      expect((await admit(when(concert, FIRST_CLOSED, sale(at(240), at(480))))).phase).toBe('gathering');
      const soon = opensNow();
      await untilOpen(soon);
      const sales = change === 'forward' ? [FIRST_CLOSED, soon] : [FIRST_CLOSED, soon, SECOND_TO_COME];
      expect((await admit(when(concert, ...sales))).phase).toBe('drawing');
    }
  });

  it('opens for a sale that is added or moved to a time before the gathering began', async () => {
    const early = newConcert([sale(at(1), at(480)), SECOND_TO_COME]);
    await join(early, 'usr_1');
    expect((await admit(when(early, sale(at(-1), at(480)), SECOND_TO_COME))).phase).toBe('drawing');

    const later = newConcert([FIRST_OPEN, SECOND_TO_COME]);
    await join(later, 'usr_1');
    await admit(later);
    const gathers = when(later, FIRST_SOLD_OUT, SECOND_TO_COME);
    await join(gathers, 'usr_2');
    const added = sale(at(-72), at(480));
    // A returned seat of the first sale does not open the room.
    expect((await admit(when(later, FIRST_OPEN, SECOND_TO_COME))).phase).toBe('gathering');
    expect((await admit(when(later, added, FIRST_OPEN, SECOND_TO_COME))).phase).toBe('drawing');
  });

  it('gives fans of the first sale no pass beyond that sale', async () => {
    const closesAt = new Date(Date.now() + 60_000);
    const concert = newConcert([sale(at(-1), closesAt), sale(at(24), at(48))]);
    const { token } = await join(concert, 'usr_1');
    await admit(concert);
    expect((await look(concert, 'usr_1', token))?.passEndsAt).toEqual(closesAt);
    // It continues if the next sale opens before this one closes.
    const overlapping = newConcert([sale(at(-1), closesAt), sale(new Date(Date.now() + 30_000), at(48))]);
    const other = await join(overlapping, 'usr_1');
    await admit(overlapping);
    const passEndsAt = (await look(overlapping, 'usr_1', other.token))?.passEndsAt;
    expect(passEndsAt?.getTime()).toBeGreaterThan(closesAt.getTime());
  });

  it('looks like a draw in progress to the previous version, which admits no fan and shows no seed', async () => {
    const concert = newConcert([FIRST_CLOSED, SECOND_TO_COME]);
    const [meta = ''] = keys.waitingRoom(concert.id);
    await redis.hset(meta, 'phase', 'open');
    await join(concert, 'usr_1');
    const kept = await redis.hgetall(meta);
    expect(kept).toMatchObject({ phase: 'drawing', lease: 'next-sale', nextSeed: expect.any(String) });
    expect(kept.seed).toBeUndefined();
    expect(Number(kept.leaseUntil)).toBeGreaterThan(Date.now() + 1e12);
    expect(await drawOrder(concert.id)).toBe(false);
  });

  it('lets a fan who gathers leave at once', async () => {
    const concert = newConcert([FIRST_OPEN]);
    await join(concert, 'usr_0');
    const between = when(concert, FIRST_CLOSED, SECOND_TO_COME);
    const { token } = await join(between, 'usr_1');
    expect(await room.leave({ concertId: concert.id, accountId: 'usr_1', token })).toBe(true);
    expect(await serving(between)).toMatchObject({ status: 'pre_open', waiting: 0 });
  });
});

describe('after the last sale', () => {
  it.each([
    ['has closed', FIRST_CLOSED, 'sale_closed', 'closed'],
    ['is sold out', FIRST_SOLD_OUT, 'sold_out', 'sold_out'],
  ] as const)(
    'that %s no fan gets a place or is admitted, and the room is not served',
    async (_, end, over, status) => {
      const concert = newConcert([end]);
      expect(await ask(concert, 'usr_1')).toMatchObject({ standing: null, over, scheduleMissing: false });
      const kept = (await Promise.all(keys.waitingRoom(concert.id).map((key) => redis.exists(key)))).join('');
      expect(kept).not.toContain('1');
      expect(await admit(concert)).toMatchObject({ admitted: [], waiting: 0, unannounced: 0 });
      expect(await serving(concert)).toMatchObject({ status, waiting: 0, active: 0 });
    },
  );

  it('that has closed waiting fans are notified, those with a stream at once, and the room is no longer served', async () => {
    const concert = { ...newConcert([FIRST_OPEN]), maxActive: 1 };
    await join(concert, 'usr_1');
    const waiting = await join(concert, 'usr_2');
    await admit(concert);
    expect((await announcements.read(concert.id, 10)).map(({ isAwaited }) => isAwaited)).toEqual([true]);
    const notified = vi.fn();
    await makePlaceChanges(subscriber, keys).subscribe(concert.id, 'usr_2', notified);
    const closed = when(concert, FIRST_CLOSED);
    expect(await admit({ ...closed, maxActive: 2 })).toMatchObject({
      admitted: [],
      waiting: 0,
      unannounced: 0,
    });
    await vi.waitFor(() => expect(notified).toHaveBeenCalledTimes(1));
    expect(await look(closed, 'usr_2', waiting.token)).toMatchObject({
      status: 'expired',
      reason: 'sale_closed',
    });
    expect(await ask(closed, 'usr_2')).toMatchObject({ standing: null, over: 'sale_closed' });
    expect(await room.isAwaited(concert.id)).toBe(false);
    await admit(closed);
    expect(notified).toHaveBeenCalledTimes(1);
  });

  it('that was prolonged waiting fans keep their order', async () => {
    const concert = { ...newConcert([FIRST_OPEN]), maxActive: 1 };
    await join(concert, 'usr_1');
    const waiting = await join(concert, 'usr_2');
    await admit(concert);
    await admit(when(concert, FIRST_CLOSED));
    const look2 = { concertId: concert.id, accountId: 'usr_2', token: waiting.token, rules: concert };
    const seen = await room.look(look2);
    expect(seen).toMatchObject({ scheduleMissing: true, standing: { status: 'waiting', ahead: 0 } });
    expect((await admit({ ...concert, maxActive: 2 })).admitted).toEqual(['usr_2']);
  });

  it('that is sold out a waiting fan keeps the place, and is admitted when a seat comes back', async () => {
    const concert = { ...newConcert([FIRST_OPEN]), maxActive: 1 };
    await join(concert, 'usr_1');
    const waiting = await join(concert, 'usr_2');
    await admit(concert);
    const soldOut = { ...when(concert, FIRST_SOLD_OUT), maxActive: 2 };
    expect(await admit(soldOut)).toMatchObject({ admitted: [], waiting: 1 });
    expect(await look(soldOut, 'usr_2', waiting.token)).toMatchObject({
      status: 'waiting',
      ahead: 0,
      reason: 'sold_out',
    });
    expect(await join(soldOut, 'usr_2')).toMatchObject({ token: waiting.token, reason: 'sold_out' });
    expect(await ask(soldOut, 'usr_3')).toMatchObject({ standing: null, over: 'sold_out' });
    expect((await admit({ ...concert, maxActive: 2 })).admitted).toEqual(['usr_2']);
  });
});

describe('an admission', () => {
  it('is announced only to a fan who has not come and still can', async () => {
    const concert = newConcert([FIRST_OPEN]);
    const left = await join(concert, 'usr_left');
    await join(concert, 'usr_absent');
    const came = await join(concert, 'usr_came');
    await join(concert, 'usr_awaited');
    await admit(concert);
    await room.leave({ concertId: concert.id, accountId: 'usr_left', token: left.token });
    await look(concert, 'usr_came', came.token);
    const unclaimed = keys.waitingRoom(concert.id).find((key) => key.endsWith(':unclaimed')) ?? '';
    await redis.zincrby(unclaimed, -61_000, 'usr_absent');
    const read = await announcements.read(concert.id, 10);
    expect(new Map(read.map(({ accountId, isAwaited }) => [accountId, isAwaited]))).toEqual(
      new Map([
        ['usr_left', false],
        ['usr_absent', false],
        ['usr_came', false],
        ['usr_awaited', true],
      ]),
    );
  });
});
