import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { planShare, sharePartitions } from './share-partitions.ts';

const none: ReadonlySet<number> = new Set();
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

describe('sharing partitions', () => {
  it('gives a lone worker everything', () => {
    const plan = planShare({ partitions: 16, workers: 1, rank: 0, owned: [], taken: none, orphans: none });
    expect(plan.take).toEqual(range(0, 16));
  });

  it('gives a new worker its share', () => {
    const old = planShare({
      partitions: 16,
      workers: 2,
      rank: 0,
      owned: range(0, 16),
      taken: new Set(range(0, 16)),
      orphans: none,
    });
    expect(old.giveBack).toEqual(range(8, 16));
    expect(old.take).toEqual([]);
    const fresh = planShare({
      partitions: 16,
      workers: 2,
      rank: 1,
      owned: [],
      taken: new Set(range(0, 8)),
      orphans: none,
    });
    expect(fresh.take).toEqual(range(8, 16));
  });

  it('leaves a free partition for one round to the worker whose share it is, then takes it', () => {
    const state = { partitions: 16, workers: 2, rank: 0, owned: range(0, 8), taken: new Set(range(0, 8)) };
    const first = planShare({ ...state, orphans: none });
    expect(first.take).toEqual([]);
    expect(planShare({ ...state, orphans: first.free }).take).toEqual(range(8, 16));
  });

  it('covers every partition between any number of workers, none with two more than another', () => {
    for (let workers = 1; workers <= 20; workers += 1) {
      const shares: number[] = [];
      const taken = new Set<number>();
      for (let rank = 0; rank < workers; rank += 1) {
        const plan = planShare({ partitions: 16, workers, rank, owned: [], taken, orphans: none });
        for (const partition of plan.take) taken.add(partition);
        shares.push(plan.take.length);
      }
      expect(taken.size).toBe(16);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }
  });

  it('becomes even again after any worker comes, leaves or dies', async () => {
    const crowd = makeCrowd();
    for (const workers of [1, 2, 5, 3, 7, 12, 6]) {
      while (crowd.size() < workers) crowd.join();
      while (crowd.size() > workers) await (crowd.size() % 2 === 0 ? crowd.leave() : crowd.die());
      await crowd.isEven();
    }
  });
});

describe('a worker and its partitions', () => {
  /** A single worker whose partitions the test controls. Records its actions. */
  function start() {
    const state = { isFit: true, alive: new Set(range(0, 4)), foreign: new Set<number>(), faulty: -1 };
    const notes = { beats: [] as { owned: number[]; alive: number[] }[], back: [] as string[], left: 0 };
    const owned = new Set<number>();
    const sharing = sharePartitions({
      ports: {
        beat: async (mine, alive) => {
          notes.beats.push({ owned: [...mine], alive: [...alive] });
          return { workers: 1, rank: 0, taken: new Set(owned), foreign: state.foreign };
        },
        take: async (partition) => {
          if (partition === state.faulty) throw new Error('no such session');
          owned.add(partition);
          return {
            partition,
            isLost: () => !owned.has(partition),
            showedLife: () => state.alive.has(partition),
            giveBack: async (when) => {
              owned.delete(partition);
              notes.back.push(`${partition} ${when ?? 'later'}`);
            },
          };
        },
        isFit: () => state.isFit,
        leave: async () => {
          notes.left += 1;
        },
      },
      partitions: 4,
      roundMs: 1,
      onFault: () => {},
    });
    onTestFinished(() => sharing.stop());
    return { state, notes, sharing };
  }

  it('does not mark a partition without progress as alive', async () => {
    const { state, notes, sharing } = start();
    await vi.waitFor(() => expect(sharing.owned()).toEqual(range(0, 4)));
    state.alive = new Set([1, 3]);
    await vi.waitFor(() => expect(notes.beats.at(-1)).toEqual({ owned: range(0, 4), alive: [1, 3] }));
  });

  it('gives all partitions back at once, and takes none while it cannot reach its servers', async () => {
    const { state, notes, sharing } = start();
    await vi.waitFor(() => expect(sharing.owned()).toEqual(range(0, 4)));
    state.isFit = false;
    await vi.waitFor(() => expect(notes.left).toBeGreaterThan(1));
    expect(sharing.owned()).toEqual([]);
    expect(notes.back).toEqual(range(0, 4).map((partition) => `${partition} now`));
    state.isFit = true;
    await vi.waitFor(() => expect(sharing.owned()).toEqual(range(0, 4)));
  });

  it('gives up a partition that another worker owns', async () => {
    const { state, notes, sharing } = start();
    await vi.waitFor(() => expect(sharing.owned()).toEqual(range(0, 4)));
    state.foreign = new Set([2]);
    await vi.waitFor(() => expect(notes.back).toContain('2 now'));
  });

  it('takes the other partitions when one is not available', async () => {
    const { state, sharing } = start();
    state.faulty = 0;
    await vi.waitFor(() => expect(sharing.owned()).toContain(3));
  });
});

/** Workers that share a table of owners, as in the database. The test starts each round. */
function makeCrowd() {
  const owners = new Map<number, string>();
  const alive: { readonly id: string; readonly sharing: ReturnType<typeof sharePartitions> }[] = [];
  let joined = 0;

  const join = () => {
    joined += 1;
    const id = `worker-${(joined * 7) % 10}-${joined}`;
    const sharing = sharePartitions({
      ports: {
        beat: async () => {
          const ids = alive.map((worker) => worker.id).sort();
          return {
            workers: ids.length,
            rank: Math.max(0, ids.indexOf(id)),
            taken: new Set(owners.keys()),
            foreign: none,
          };
        },
        isFit: () => true,
        leave: async () => {},
        take: async (partition) => {
          if (owners.has(partition)) return null;
          owners.set(partition, id);
          return {
            partition,
            isLost: () => owners.get(partition) !== id,
            showedLife: () => true,
            giveBack: async () => {
              if (owners.get(partition) === id) owners.delete(partition);
            },
          };
        },
      },
      partitions: 16,
      roundMs: 1,
      onFault: () => {},
    });
    alive.push({ id, sharing });
    onTestFinished(() => sharing.stop());
  };
  const out = () => {
    const gone = alive.shift();
    if (!gone) throw new Error('the crowd has no worker to remove');
    return gone;
  };
  return {
    join,
    size: () => alive.length,
    leave: () => out().sharing.stop(),
    /** Ends its session and everything it owned, without notice. */
    die: async () => {
      const { id, sharing } = out();
      for (const [partition, owner] of owners) if (owner === id) owners.delete(partition);
      await sharing.stop();
    },
    isEven: () =>
      vi.waitFor(
        () => {
          const shares = alive.map(({ sharing }) => sharing.owned().length);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(16);
          expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        },
        { timeout: 10_000, interval: 1 },
      ),
  };
}
