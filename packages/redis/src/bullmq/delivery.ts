import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';

/** How a command reaches its worker. */
export interface Delivery {
  readonly queue: string;
  /** More than one: the queue is `<queue>-<n>`, chosen by the ordering key and consumed in order by one owner. */
  readonly partitions: number;
  /** Two letters in a job's id that say which queue it is in (partitioned: one letter and a hexadecimal digit). */
  readonly code: string;
  readonly attempts: number;
  readonly backoffMs: number;
  /** Commands that may wait in a queue; one more is refused as `busy` rather than kept waiting longer. */
  readonly maxWaiting: number;
}

/**
 * Fixed: job ids contain the partition, so with another number a repeated key would make a second
 * hold. A change needs empty queues and keys that are a day old.
 */
export const HOLD_PARTITIONS = 16;

/**
 * Commands about money are never given up: the reconciler settles them and their jobs wait for
 * that.
 */
const NO_LAST_ATTEMPT = 1_000_000_000;

/** One row per command: which queue, how often it is tried, how long between tries. */
export const delivery = {
  'reservation.hold': {
    queue: 'holds',
    partitions: HOLD_PARTITIONS,
    code: 'h',
    attempts: 1,
    backoffMs: 0,
    maxWaiting: 50_000,
  },
  'reservation.cancel': {
    queue: 'cancellations',
    partitions: 1,
    code: 'ca',
    attempts: NO_LAST_ATTEMPT,
    backoffMs: 500,
    maxWaiting: 20_000,
  },
  'payment.pay': {
    queue: 'payments',
    partitions: 1,
    code: 'pa',
    attempts: NO_LAST_ATTEMPT,
    backoffMs: 500,
    maxWaiting: 20_000,
  },
  'wallet.top-up': {
    queue: 'top-ups',
    partitions: 1,
    code: 'tu',
    attempts: NO_LAST_ATTEMPT,
    backoffMs: 500,
    maxWaiting: 20_000,
  },
} as const satisfies Record<CommandName, Delivery>;

const PARTITION_DIGITS = '0123456789abcdef';

/** The queue of one partition of the holds. */
export const holdQueue = (partition: number): string => `${delivery['reservation.hold'].queue}-${partition}`;

/** FNV-1a over the key: stable across processes and versions, spread well enough over 16 partitions. */
export function partitionOf(orderingKey: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < orderingKey.length; i += 1) {
    hash = Math.imul(hash ^ orderingKey.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash % partitions;
}

/** Where a command goes: its queue and that queue's code for job ids. */
export function route(
  name: CommandName,
  orderingKey: string,
): { readonly queue: string; readonly code: string } {
  const row: Delivery = delivery[name];
  if (row.partitions === 1) return { queue: row.queue, code: row.code };
  const partition = partitionOf(orderingKey, row.partitions);
  return { queue: `${row.queue}-${partition}`, code: row.code + PARTITION_DIGITS.charAt(partition) };
}

const QUEUE_BY_CODE: ReadonlyMap<string, string> = new Map(
  Object.values<Delivery>(delivery).flatMap((row) =>
    row.partitions === 1
      ? [[row.code, row.queue] as const]
      : Array.from(
          { length: row.partitions },
          (_, partition) =>
            [row.code + PARTITION_DIGITS.charAt(partition), `${row.queue}-${partition}`] as const,
        ),
  ),
);

/** Every queue that carries commands. */
export const COMMAND_QUEUES: readonly string[] = [...QUEUE_BY_CODE.values()];

const JOB_ID = /^job_([a-z][a-z0-9])[0-9a-z]{26}$/;

/** The queue named by a job's id; null when the id is not one of ours. */
export function queueOfJob(jobId: string): string | null {
  const code = JOB_ID.exec(jobId)?.[1];
  return (code && QUEUE_BY_CODE.get(code)) ?? null;
}
