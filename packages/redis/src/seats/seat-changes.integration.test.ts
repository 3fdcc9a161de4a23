import type { SeatStatusChange } from '@concert-mania/core/catalogue/model';
import type { SeatNews } from '@concert-mania/core/catalogue/ports';
import { describe, expect, test, vi } from 'vitest';
import { makeSeatChanges } from './seat-changes.ts';
import { keys, makeTruth, openCache, performanceId, redis, subscriber } from './testing/caches.ts';

describe('news of seats', () => {
  const changesIn = (news: readonly SeatNews[]) =>
    news.flatMap((item): readonly SeatStatusChange[] => (item.kind === 'change' ? item.changes : []));

  test('list the real changes, with the version that contains them', async () => {
    const cache = openCache(redis, makeTruth('AHA').reader);
    await cache.read(performanceId);
    const news: SeatNews[] = [];
    const stop = await makeSeatChanges(subscriber, keys).subscribe(performanceId, (item) => news.push(item));
    await cache.apply(performanceId, [
      [1, 'A'],
      [2, 'H'],
    ]);
    await cache.apply(performanceId, [
      [1, 'A'],
      [2, 'S'],
    ]);
    await vi.waitUntil(() => news.length > 0);
    expect(news).toEqual([
      { kind: 'change', version: (await cache.read(performanceId)).version, changes: [[2, 'S']] },
    ]);
    stop();
  });

  test('reach every current listener of the performance, and no other', async () => {
    const changes = makeSeatChanges(subscriber, keys);
    const cache = openCache(redis, makeTruth('AAA').reader);
    const [left, stays, also, elsewhere]: SeatNews[][] = [[], [], [], []];
    const leave = await changes.subscribe(performanceId, (item) => left?.push(item));
    const stops = [
      await changes.subscribe(performanceId, (item) => stays?.push(item)),
      await changes.subscribe(performanceId, (item) => also?.push(item)),
      await changes.subscribe('prf_elsewhere', (item) => elsewhere?.push(item)),
    ];
    leave();
    await cache.apply(performanceId, [[3, 'H']]);
    await vi.waitUntil(() => stays?.length === 1 && also?.length === 1);
    expect(changesIn(stays ?? [])).toEqual([[3, 'H']]);
    expect(left).toEqual([]);
    expect(elsewhere).toEqual([]);
    for (const stop of stops) stop();
  });

  test('report a gap after a lost connection, once subscribed again', async () => {
    const cache = openCache(redis, makeTruth('AAA').reader);
    const news: SeatNews[] = [];
    const stop = await makeSeatChanges(subscriber, keys).subscribe(performanceId, (item) => news.push(item));
    subscriber.disconnect(true);
    await vi.waitUntil(() => news.length === 1, { timeout: 5_000 });
    expect(news).toEqual([{ kind: 'gap' }]);
    await cache.apply(performanceId, [[1, 'H']]);
    await vi.waitUntil(() => news.length === 2);
    expect(changesIn(news)).toEqual([[1, 'H']]);
    stop();
  });
});
