import { describe, expect, it } from 'vitest';
import { planShare } from './share-partitions.ts';

const none: ReadonlySet<number> = new Set();
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

describe('sharing partitions', () => {
  it('gives a lone worker everything', () => {
    const plan = planShare({ partitions: 16, workers: 1, owned: [], taken: none, orphans: none });
    expect(plan.take).toEqual(range(0, 16));
  });

  it('makes room for a new worker, who takes only its share', () => {
    const old = planShare({
      partitions: 16,
      workers: 2,
      owned: range(0, 16),
      taken: new Set(range(0, 16)),
      orphans: none,
    });
    expect(old.giveBack).toEqual(range(8, 16));
    expect(old.take).toEqual([]);
    const fresh = planShare({
      partitions: 16,
      workers: 2,
      owned: [],
      taken: new Set(range(0, 8)),
      orphans: none,
    });
    expect(fresh.take).toEqual(range(8, 16));
  });

  it('leaves a free partition to the one whose share it is for one round, then takes it from the dead', () => {
    const state = { partitions: 16, workers: 2, owned: range(0, 8), taken: new Set(range(0, 8)) };
    const first = planShare({ ...state, orphans: none });
    expect(first.take).toEqual([]);
    expect(planShare({ ...state, orphans: first.free }).take).toEqual(range(8, 16));
  });

  it('always covers every partition between any number of workers', () => {
    for (let workers = 1; workers <= 20; workers += 1) {
      const owned = Array.from({ length: workers }, (): number[] => []);
      const taken = new Set<number>();
      for (const mine of owned) {
        for (const partition of planShare({ partitions: 16, workers, owned: mine, taken, orphans: none })
          .take) {
          mine.push(partition);
          taken.add(partition);
        }
      }
      expect(taken.size).toBe(16);
    }
  });
});
