import { COMMAND_NAMES, type CommandName } from '@concert-mania/core/jobs/command-catalogue';

/** How a command reaches its worker. */
export interface Delivery {
  /** The process that decides the command. */
  readonly worker: string;
  readonly queue: string;
  /**
   * If more than one, the queues are `<queue>-<n>`, chosen by ordering key, with one owner each.
   */
  readonly partitions: number;
  /**
   * Two characters in a job's id that name its queue (if partitioned: a letter and a hex digit).
   */
  readonly code: string;
  readonly attempts: number;
  readonly backoffMs: number;
  /** The limit of waiting commands. Beyond it commands are refused as `busy`. */
  readonly maxWaiting: number;
}

/**
 * Never change this with jobs queued or keys younger than a day: job ids contain the partition, so
 * a repeated key would create a second hold.
 */
export const HOLD_PARTITIONS = 16;

const MONEY = {
  worker: 'payment-worker',
  partitions: 1,
  // Never given up: the jobs wait until the reconciler has settled them.
  attempts: 1_000_000_000,
  backoffMs: 500,
  maxWaiting: 20_000,
} as const;

/** The commands of a concert that are decided in the order in which the API accepted them. */
const IN_ORDER = {
  worker: 'hold-worker',
  queue: 'holds',
  partitions: HOLD_PARTITIONS,
  code: 'h',
  attempts: 1,
  backoffMs: 0,
  maxWaiting: 50_000,
} as const;

/** The queue, attempts and delays of each command. */
export const delivery = {
  'reservation.hold': IN_ORDER,
  'ticket.check-in': IN_ORDER,
  'ticket.check-in-batch': IN_ORDER,
  'reservation.cancel': { ...MONEY, queue: 'cancellations', code: 'ca' },
  'box-office.cancel': { ...MONEY, queue: 'box-office-cancellations', code: 'bc' },
  'payment.pay': { ...MONEY, queue: 'payments', code: 'pa' },
  'seats.block': IN_ORDER,
  'seats.unblock': IN_ORDER,
  'box-office.sell': IN_ORDER,
  'box-office.move': IN_ORDER,
  'performance.cancel': { ...MONEY, queue: 'show-cancellations', code: 'sc' },
  'wallet.top-up': { ...MONEY, queue: 'top-ups', code: 'tu' },
} as const satisfies Record<CommandName, Delivery>;

/** The commands that a worker decides. */
export type CommandOfWorker<W extends string> = {
  [N in CommandName]: (typeof delivery)[N]['worker'] extends W ? N : never;
}[CommandName];

export const commandsOf = <W extends string>(worker: W): readonly CommandOfWorker<W>[] =>
  COMMAND_NAMES.filter((name): name is CommandOfWorker<W> => delivery[name].worker === worker);

const PARTITION_DIGITS = '0123456789abcdef';

/** The queue of one hold partition. */
export const holdQueue = (partition: number): string => `${delivery['reservation.hold'].queue}-${partition}`;

/** FNV-1a over the key: the same in every process and version, and even over 16 partitions. */
export function partitionOf(orderingKey: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < orderingKey.length; i += 1) {
    hash = Math.imul(hash ^ orderingKey.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash % partitions;
}

/** The queue of a command, and the code of that queue in job ids. */
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

/** Every queue of commands. */
export const COMMAND_QUEUES: readonly string[] = [...QUEUE_BY_CODE.values()];

const JOB_ID = /^job_([a-z][a-z0-9])[0-9a-z]{26}$/;

/** The queue that a job's id names; null if the id is malformed. */
export function queueOfJob(jobId: string): string | null {
  const code = JOB_ID.exec(jobId)?.[1];
  return (code && QUEUE_BY_CODE.get(code)) ?? null;
}

const ROWS: readonly Delivery[] = Object.values(delivery);

/** The limit of waiting commands of a queue; null for a queue without commands. */
export const maxWaitingOf = (queue: string): number | null =>
  ROWS.find((row) => queue === row.queue || (row.partitions > 1 && queue.startsWith(`${row.queue}-`)))
    ?.maxWaiting ?? null;
