/** The queue of waiting work is full; the caller should retry later. */
export class BusyError extends Error {
  override name = 'BusyError';
}

export interface ParallelLimit {
  <T>(work: () => Promise<T>): Promise<T>;
  /** The number of tasks that wait. */
  waiting(): number;
}

/** Runs at most `parallel` tasks at once and queues `maxWaiting`. Throws a `BusyError` beyond. */
export function limitParallel(parallel: number, maxWaiting: number): ParallelLimit {
  let running = 0;
  const waiting: (() => void)[] = [];
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= parallel) {
      if (waiting.length >= maxWaiting) throw new BusyError(`${waiting.length} tasks are waiting`);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
  return Object.assign(run, { waiting: () => waiting.length });
}
