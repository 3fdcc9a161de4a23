import { repeat } from '@concert-mania/runtime/async/repeat';

/** A partition in this worker's hands. */
export interface OwnedPartition {
  readonly partition: number;
  readonly isLost: () => boolean;
  /** Whether the consumer made progress, or had no work, since the last call. */
  readonly showedLife: () => boolean;
  /** Gives the partition back, after the batch under way or `now`, which aborts it. */
  giveBack(when?: 'now'): Promise<void>;
}

export interface SharePorts {
  /**
   * Marks this worker and its active partitions as alive. Answers the number of workers, how many
   * of them come first, the owned partitions, and those that this worker lost.
   */
  beat(
    owned: readonly number[],
    alive: readonly number[],
  ): Promise<{
    readonly workers: number;
    readonly rank: number;
    readonly taken: ReadonlySet<number>;
    readonly foreign: ReadonlySet<number>;
  }>;
  /**
   * Takes a free partition and starts its consumer. Null if another worker has it, or it is too
   * early to retry.
   */
  take(partition: number): Promise<OwnedPartition | null>;
  /** Whether this worker can reach its servers. If not, it gives all partitions back. */
  isFit(): boolean;
  /** Tells the other workers that this one takes no partitions for now. */
  leave(): Promise<void>;
}

/** One round of sharing: what to give back and what to take. Pure. */
export function planShare(state: {
  readonly partitions: number;
  readonly workers: number;
  /** How many of the workers come before this one, in the order that all of them see. */
  readonly rank: number;
  readonly owned: readonly number[];
  readonly taken: ReadonlySet<number>;
  /** Partitions that had no owner a round ago either. */
  readonly orphans: ReadonlySet<number>;
}): {
  readonly giveBack: readonly number[];
  readonly take: readonly number[];
  readonly free: ReadonlySet<number>;
} {
  const workers = Math.max(1, state.workers);
  // The first workers get the remainder, so that no worker has two more than another.
  const share = Math.floor(state.partitions / workers) + Number(state.rank < state.partitions % workers);
  const free = new Set(
    Array.from({ length: state.partitions }, (_, n) => n).filter((n) => !state.taken.has(n)),
  );
  const room = Math.max(0, share - state.owned.length);
  // Free for a whole round: the worker whose share it is is dead or frozen, so any worker takes it.
  const abandoned = [...free].filter((n) => state.orphans.has(n));
  const others = [...free].filter((n) => !state.orphans.has(n));
  return {
    giveBack: state.owned.slice(share),
    take: [...abandoned, ...others.slice(0, Math.max(0, room - abandoned.length))],
    free,
  };
}

/** Keeps this worker's share of the partitions. Balances within rounds as workers come and go. */
export function sharePartitions(options: {
  readonly ports: SharePorts;
  readonly partitions: number;
  readonly roundMs: number;
  /** Called after each successful round. */
  readonly onRound?: () => void;
  readonly onFault: (error: unknown) => void;
}) {
  const owned = new Map<number, OwnedPartition>();
  let orphans: ReadonlySet<number> = new Set();
  let stopping = false;

  const giveBack = async (partitions: readonly number[], when?: 'now') => {
    const gone = partitions.map((partition) => {
      const held = owned.get(partition);
      owned.delete(partition);
      return held?.giveBack(when);
    });
    await Promise.all(gone);
  };
  const take = async (partition: number) => {
    const held = await options.ports.take(partition);
    if (held) owned.set(partition, held);
  };

  const round = async () => {
    for (const [partition, held] of owned) if (held.isLost()) owned.delete(partition);
    if (!options.ports.isFit()) {
      await giveBack([...owned.keys()], 'now');
      return options.ports.leave();
    }
    const alive = [...owned.values()].filter((held) => held.showedLife());
    const { workers, rank, taken, foreign } = await options.ports.beat(
      [...owned.keys()],
      alive.map(({ partition }) => partition),
    );
    await giveBack([...foreign], 'now');
    const plan = planShare({
      partitions: options.partitions,
      workers,
      rank,
      owned: [...owned.keys()],
      taken,
      orphans,
    });
    await giveBack(plan.giveBack);
    orphans = plan.free;
    if (stopping) return;
    const attempts = await Promise.allSettled(plan.take.map(take));
    for (const attempt of attempts) if (attempt.status === 'rejected') throw attempt.reason;
  };

  // Every failed round is reported, not only the first one of several.
  const repetition = repeat({
    restMs: options.roundMs,
    round: () => round().then(options.onRound, options.onFault),
    onFailing: options.onFault,
  });

  return {
    owned: (): readonly number[] => [...owned.keys()],
    /** Starts the next round at once. */
    nudge: repetition.nudge,
    stop: async () => {
      stopping = true;
      await repetition.stop();
      await Promise.all([...owned.values()].map((held) => held.giveBack()));
      owned.clear();
    },
  };
}
