export interface RepeatOptions {
  /**
   * Runs once per round. The signal aborts when `stop` is called. A returned number replaces
   * `restMs` once; 0 starts the next round at once.
   */
  readonly round:
    | ((signal: AbortSignal) => Promise<void>)
    | ((signal: AbortSignal) => Promise<number | undefined>);
  /** From the end of one round to the start of the next. */
  readonly restMs: number;
  /** Called for the first of several failed rounds in a row. */
  readonly onFailing: (error: unknown) => void;
  /** Called when a round succeeds after `failures` failed ones. */
  readonly onRecovered?: (failures: number) => void;
}

export interface Repetition {
  /** Rejects if the last round failed. */
  check(): Promise<void>;
  /** Starts the next round without a rest. Has no effect during a round. */
  nudge(): void;
  /** Starts no further round. Resolves when the current one has ended. */
  stop(): Promise<void>;
}

/** Runs a round, rests, and runs the next one until stopped. A failed round does not end this. */
export function repeat({ round, restMs, onFailing, onRecovered }: RepeatOptions): Repetition {
  const stopping = new AbortController();
  const { signal } = stopping;
  let failures = 0;
  let lastError: unknown;
  let wake = (): void => {};

  const runRound = async (): Promise<number> => {
    try {
      const ownRestMs = await round(signal);
      if (failures > 0) onRecovered?.(failures);
      failures = 0;
      return ownRestMs ?? restMs;
    } catch (error) {
      failures += 1;
      lastError = error;
      if (failures === 1 && !signal.aborted) onFailing(error);
      return restMs;
    }
  };
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const ms = await runRound();
      if (signal.aborted) return;
      if (ms > 0) await rest(ms);
    }
  };
  const ended = run();

  return {
    check: async () => {
      if (failures > 0) throw new Error(`failed ${failures} times in a row`, { cause: lastError });
    },
    nudge: () => wake(),
    stop: () => {
      stopping.abort();
      wake();
      return ended;
    },
  };
}
