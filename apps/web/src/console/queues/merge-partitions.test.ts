import { expect, it } from 'vitest';
import { mergePartitions } from './merge-partitions.ts';

const queue = (name: string, waiting: number, oldestSeconds: number, limit: number | null = 100) => ({
  ...{ queue: name, waiting, oldestSeconds, limit },
  ...{ active: 1, delayed: 0, failed: 0 },
});

it('adds the partitions of a queue up, with the age of the slowest', () => {
  const merged = mergePartitions([
    queue('holds-0', 2, 1),
    queue('holds-15', 3, 9),
    queue('top-ups', 1, 0),
    queue('mails', 4, 2, null),
  ]);
  expect(merged).toMatchObject([
    { queue: 'holds', partitions: 2, waiting: 5, active: 2, oldestSeconds: 9, limit: 200 },
    { queue: 'top-ups', partitions: 1, waiting: 1 },
    { queue: 'mails', limit: null },
  ]);
});
