/** The queue of waiting work is full; the caller should retry later. */
export class BusyError extends Error {
  override name = 'BusyError';
}

/** Runs at most `parallel` tasks at once and queues `maxWaiting`. Throws a `BusyError` beyond. */
export function limitParallel(
  parallel: number,
  maxWaiting: number,
): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
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
}
