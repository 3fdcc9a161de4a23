/** A partition in this worker's hands. */
export interface OwnedPartition {
  readonly partition: number;
  readonly isLost: () => boolean;
  /** Finishes the batch under way and gives the partition back. */
  giveBack(): Promise<void>;
}

export interface SharePorts {
  /** Says "alive"; answers how many workers share the work, how many of them come before this one, and which partitions have an owner. */
  beat(owned: readonly number[]): Promise<{
    readonly workers: number;
    readonly rank: number;
    readonly taken: ReadonlySet<number>;
  }>;
  /** Takes a free partition and starts working on it; null when somebody else was faster. */
  take(partition: number): Promise<OwnedPartition | null>;
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
  // What is left over goes to the first ones, so that no worker has two more than another.
  const share = Math.floor(state.partitions / workers) + Number(state.rank < state.partitions % workers);
  const free = new Set(
    Array.from({ length: state.partitions }, (_, n) => n).filter((n) => !state.taken.has(n)),
  );
  const room = Math.max(0, share - state.owned.length);
  // Left free for a whole round: whoever should have it is dead or frozen, so anybody takes it.
  const abandoned = [...free].filter((n) => state.orphans.has(n));
  const others = [...free].filter((n) => !state.orphans.has(n));
  return {
    giveBack: state.owned.slice(share),
    take: [...abandoned, ...others.slice(0, Math.max(0, room - abandoned.length))],
    free,
  };
}

/** Keeps this worker's share of the partitions until stopped; balances within a few rounds as workers come and go. */
export function sharePartitions(options: {
  readonly ports: SharePorts;
  readonly partitions: number;
  readonly roundMs: number;
  readonly onFault: (error: unknown) => void;
}) {
  const owned = new Map<number, OwnedPartition>();
  let orphans: ReadonlySet<number> = new Set();
  let stopping = false;

  const round = async () => {
    for (const [partition, held] of owned) if (held.isLost()) owned.delete(partition);
    const { workers, rank, taken } = await options.ports.beat([...owned.keys()]);
    const plan = planShare({
      partitions: options.partitions,
      workers,
      rank,
      owned: [...owned.keys()],
      taken,
      orphans,
    });
    const gone = plan.giveBack.map((partition) => {
      const held = owned.get(partition);
      owned.delete(partition);
      return held?.giveBack();
    });
    await Promise.all(gone);
    for (const partition of plan.take) {
      if (stopping) return;
      const held = await options.ports.take(partition);
      if (held) owned.set(partition, held);
    }
    orphans = plan.free;
  };

  let wake = () => {};
  const run = async () => {
    while (!stopping) {
      await round().catch(options.onFault);
      if (stopping) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, options.roundMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const ended = run();

  return {
    owned: (): readonly number[] => [...owned.keys()],
    stop: async () => {
      stopping = true;
      wake();
      await ended;
      await Promise.all([...owned.values()].map((held) => held.giveBack()));
      owned.clear();
    },
  };
}
