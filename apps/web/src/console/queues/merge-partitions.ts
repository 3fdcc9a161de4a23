import type { components } from '@concert-mania/client/api.d';

export type Queue = components['schemas']['Queues']['items'][number];

/** A queue, or the partitions `holds-0`, `holds-1`, … of one, added up. */
export type MergedQueue = Queue & { readonly partitions: number };

/** One row for all partitions of a queue: the oldest job is that of the slowest. */
export function mergePartitions(queues: readonly Queue[]): readonly MergedQueue[] {
  const merged = new Map<string, MergedQueue>();
  for (const queue of queues) {
    const name = queue.queue.replace(/-\d+$/, '');
    const known = merged.get(name);
    merged.set(name, known === undefined ? { ...queue, queue: name, partitions: 1 } : added(known, queue));
  }
  return [...merged.values()];
}

const added = (sum: MergedQueue, queue: Queue): MergedQueue => ({
  queue: sum.queue,
  partitions: sum.partitions + 1,
  waiting: sum.waiting + queue.waiting,
  active: sum.active + queue.active,
  delayed: sum.delayed + queue.delayed,
  failed: sum.failed + queue.failed,
  oldestSeconds: Math.max(sum.oldestSeconds, queue.oldestSeconds),
  limit: sum.limit === null || queue.limit === null ? null : sum.limit + queue.limit,
});
