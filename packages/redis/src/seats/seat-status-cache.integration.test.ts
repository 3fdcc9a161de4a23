import type { SeatNews } from '@concert-mania/core/catalogue/ports';
import { describe, expect, test, vi } from 'vitest';
import { makeSeatChanges } from './seat-changes.ts';
import {
  forget,
  keys,
  makeTruth,
  openCache,
  other,
  performanceId,
  redis,
  subscriber,
} from './testing/caches.ts';

describe('seat states in Redis', () => {
  test('are read from the database once, and then cached', async () => {
    const truth = makeTruth('AHS');
    const cache = openCache(redis, truth.reader);
    const first = await cache.read(performanceId);
    expect(first.availability).toBe('AHS');
    expect(await cache.read(performanceId)).toEqual(first);
    expect(truth.reads).toBe(1);
  });

  test('are rebuilt once for concurrent requests of one process', async () => {
    const truth = makeTruth('AAA');
    const cache = openCache(redis, truth.reader);
    const answers = await Promise.all(Array.from({ length: 50 }, () => cache.read(performanceId)));
    expect(new Set(answers.map((answer) => answer.version)).size).toBe(1);
    expect(truth.reads).toBe(1);
  });

  test('follow every stored change, and their version grows', async () => {
    const cache = openCache(redis, makeTruth('AAAA').reader);
    const before = await cache.read(performanceId);
    await cache.apply(performanceId, [
      [2, 'H'],
      [4, 'S'],
    ]);
    const after = await cache.read(performanceId);
    expect(after.availability).toBe('AHAS');
    expect(after.version).toBeGreaterThan(before.version);
  });

  test('never have a smaller version than before, even after Redis was emptied', async () => {
    const cache = openCache(redis, makeTruth('AA').reader);
    let last = 0;
    for (let round = 0; round < 20; round += 1) {
      await cache.apply(performanceId, [[1, round % 2 === 0 ? 'H' : 'A']]);
      const { version } = await cache.read(performanceId);
      expect(version).toBeGreaterThan(last);
      last = version;
    }
    // Versions ahead of the clock would go back here. A real flush takes longer than this tick.
    await vi.waitUntil(() => Date.now() > last + 1);
    await forget();
    expect((await cache.read(performanceId)).version).toBeGreaterThan(last);
  });

  test('keep a change that is stored while the map is being read', async () => {
    const truth = makeTruth('AAA');
    const cache = openCache(redis, truth.reader);
    truth.beforeAnswer = async () => {
      truth.beforeAnswer = async () => {};
      truth.seats[1] = 'H';
      await cache.apply(performanceId, [[2, 'H']]);
    };
    expect((await cache.read(performanceId)).availability).toBe('AHA');
    expect((await cache.read(performanceId)).availability).toBe('AHA');
    expect(truth.reads).toBe(2);
  });

  test('keep that change even if Redis is emptied before the map is stored', async () => {
    const truth = makeTruth('AAA');
    const cache = openCache(redis, truth.reader);
    truth.beforeAnswer = async () => {
      truth.beforeAnswer = async () => {};
      truth.seats[2] = 'S';
      await cache.apply(performanceId, [[3, 'S']]);
      await forget();
    };
    expect((await cache.read(performanceId)).availability).toBe('AAS');
    expect((await cache.read(performanceId)).availability).toBe('AAS');
  });

  test('are rebuilt by the process that stores changes, if these come faster than the map can be read', async () => {
    const truth = makeTruth('AAA');
    const relay = makeTruth('AAA');
    const noting = openCache(other, relay.reader);
    truth.beforeAnswer = () => noting.apply(performanceId, [[1, 'A']]);
    expect((await openCache(redis, truth.reader).read(performanceId)).availability).toBe('AAA');
    expect(await redis.get(keys.seatStatus(performanceId))).toBe('AAA');
    expect([truth.reads, relay.reads]).toEqual([1, 1]);
  });

  test('are rebuilt by one process at a time', async () => {
    const truth = makeTruth('AAA');
    truth.beforeAnswer = async () => {
      await vi.waitUntil(() => waiting > 0);
    };
    let waiting = 0;
    const first = openCache(redis, truth.reader).read(performanceId);
    await vi.waitUntil(() => truth.reads === 1);
    const others = Array.from({ length: 5 }, () => openCache(other, truth.reader).read(performanceId));
    waiting = others.length;
    const answers = await Promise.all([first, ...others]);
    expect(answers.map(({ availability }) => availability)).toEqual(Array(6).fill('AAA'));
    expect(truth.reads).toBe(1);
  });

  test('are read by other processes after the rebuilding one died', async () => {
    await redis.set(keys.seatRebuild(performanceId), '1', 'PX', 200);
    expect((await openCache(redis, makeTruth('AA').reader).read(performanceId)).availability).toBe('AA');
  });

  test('are refreshed with changes before they expire, so that no reader misses them', async () => {
    const truth = makeTruth('AAA');
    const cache = openCache(redis, truth.reader);
    await cache.read(performanceId);
    await cache.apply(performanceId, [[1, 'H']]);
    expect(truth.reads).toBe(1);
    await redis.expire(keys.seatStatus(performanceId), 100);
    truth.seats[0] = 'S';
    await cache.apply(performanceId, [[1, 'S']]);
    expect(truth.reads).toBe(2);
    expect(await redis.ttl(keys.seatStatus(performanceId))).toBeGreaterThan(500);
    expect((await cache.read(performanceId)).availability).toBe('SAA');
  });

  test('are not overwritten by a process that was frozen since it read them: they are read again and published', async () => {
    const truth = makeTruth('AAA');
    const cache = openCache(redis, truth.reader);
    const news: SeatNews[] = [];
    const stop = await makeSeatChanges(subscriber, keys).subscribe(performanceId, (item) => news.push(item));
    await cache.read(performanceId);
    truth.seats[0] = 'S';
    await cache.apply(performanceId, [[1, 'S']], 500);
    const { version } = await cache.read(performanceId);
    await cache.apply(performanceId, [[1, 'H']], 480);
    await vi.waitUntil(() => news.length === 2);
    expect(news.at(-1)).toEqual({ kind: 'gap' });
    const after = await cache.read(performanceId);
    expect(after.availability).toBe('SAA');
    expect(after.version).toBeGreaterThan(version);
    stop();
  });

  test('follow a log that was restored to an earlier state', async () => {
    const truth = makeTruth('AAA');
    const cache = openCache(redis, truth.reader);
    await cache.read(performanceId);
    await cache.apply(performanceId, [[1, 'S']], 500);
    truth.seats[1] = 'H';
    await cache.apply(performanceId, [[2, 'H']], 20);
    await cache.read(performanceId);
    const { reads } = truth;
    truth.seats[1] = 'S';
    await cache.apply(performanceId, [[2, 'S']], 21);
    expect((await cache.read(performanceId)).availability).toBe('ASA');
    expect(truth.reads).toBe(reads);
  });

  test('are dropped and read again when a change does not fit', async () => {
    const truth = makeTruth('AA');
    const cache = openCache(redis, truth.reader);
    await cache.read(performanceId);
    truth.seats = ['A', 'H', 'S'];
    await cache.apply(performanceId, [[3, 'S']]);
    expect((await cache.read(performanceId)).availability).toBe('AHS');
  });

  test.each([
    { name: 'a few far apart, one by one', of: [9_000, 1, 4_321] },
    { name: 'neighbours, at once', of: [51, 50, 52, 53] },
    { name: 'many all over the house, at once', of: Array.from({ length: 300 }, (_, n) => 10_000 - n * 33) },
    { name: 'all but those of one row', of: Array.from({ length: 9_900 }, (_, n) => n + 101) },
  ])('change in a large house: $name', async ({ of }) => {
    const truth = makeTruth('AHS'.repeat(4_000).slice(0, 10_000));
    const cache = openCache(redis, truth.reader);
    const news: SeatNews[] = [];
    const stop = await makeSeatChanges(subscriber, keys).subscribe(performanceId, (item) => news.push(item));
    await cache.read(performanceId);
    const before = truth.seats.join('');
    for (const seatNumber of of) truth.seats[seatNumber - 1] = 'S';
    await cache.apply(
      performanceId,
      of.map((seatNumber) => [seatNumber, 'S'] as const),
    );
    expect((await cache.read(performanceId)).availability).toBe(truth.seats.join(''));
    expect(truth.reads).toBe(1);
    await vi.waitUntil(() => news.length > 0);
    const reported = news.flatMap((item) => (item.kind === 'change' ? item.changes : []));
    const changed = of.filter((seatNumber) => before[seatNumber - 1] !== 'S');
    expect(reported).toEqual(changed.sort((a, b) => a - b).map((seatNumber) => [seatNumber, 'S']));
    stop();
  });

  test('leave only an expiring version for a performance that does not exist', async () => {
    const cache = openCache(redis, makeTruth('').reader);
    expect((await cache.read(performanceId)).availability).toBe('');
    expect(await redis.exists(keys.seatStatus(performanceId))).toBe(0);
    expect(await redis.ttl(keys.seatVersion(performanceId))).toBeGreaterThan(0);
  });

  test('equal the database after any mixture of changes, rebuilds and flushes in two processes', async () => {
    const seats = 40;
    const truth = makeTruth('A'.repeat(seats));
    // The read takes a moment, as over a network, during which a change can arrive.
    truth.beforeAnswer = async () => {
      await other.ping();
    };
    const caches = [openCache(redis, truth.reader), openCache(other, truth.reader)] as const;
    const change = async () => {
      for (let i = 0; i < 300; i += 1) {
        const seatNumber = ((i * 7) % seats) + 1;
        truth.seats[seatNumber - 1] = (['A', 'H', 'S'] as const)[i % 3] ?? 'A';
        await caches[0].apply(performanceId, [[seatNumber, truth.seats[seatNumber - 1] ?? 'A']]);
      }
    };
    const read = async (cache: (typeof caches)[number]) => {
      for (let i = 0; i < 300; i += 1) {
        if (i % 20 === 0) await redis.del(keys.seatStatus(performanceId));
        if (i % 70 === 0) await forget();
        expect((await cache.read(performanceId)).availability).toHaveLength(seats);
      }
    };
    await Promise.all([change(), read(caches[0]), read(caches[1])]);
    for (const cache of caches)
      expect((await cache.read(performanceId)).availability).toBe(truth.seats.join(''));
  });
});
