import { expect, it } from 'vitest';
import { makePartitionConcerts } from './partition-concerts.ts';

it('sorts coming concerts by the queue of their holds, and keeps them while they cannot be read', async () => {
  const concerts = ['con_1', 'con_2', 'con_3'].map((id) => ({ id, title: id, artist: `Artist ${id}` }));
  const asked: unknown[] = [];
  let isAway = false;
  const listConcerts = async ({ filter }: { filter: unknown }) => {
    asked.push(filter);
    if (isAway) throw new Error('no database');
    return { items: concerts as never, more: false };
  };
  const clock = () => new Date('2026-03-01T13:00:00Z');
  const partitions = makePartitionConcerts({ listConcerts }, clock, (id) => `holds-${id.at(-1)}`);
  expect(partitions.of('holds-0')).toEqual([]);
  await partitions.refresh();
  isAway = true;
  await partitions.refresh();
  expect(['holds-1', 'holds-2', 'holds-4'].map(partitions.of)).toEqual([[concerts[0]], [concerts[1]], []]);
  expect(asked[0]).toEqual({ keyword: null, from: new Date('2026-03-01T00:00:00Z'), to: null });
});
