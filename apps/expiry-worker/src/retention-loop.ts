import { setTimeout as delay } from 'node:timers/promises';
import {
  type RetentionDays,
  type RetentionRound,
  type RetentionStore,
  removeOld,
} from '@concert-mania/core/retention/retention';
import type { Logger } from '@concert-mania/runtime/logger';

export interface RetentionLoopOptions {
  readonly store: RetentionStore;
  readonly days: RetentionDays;
  /** From the end of one round to the start of the next. */
  readonly everyMs: number;
  /** Between two statements, so that holds do not feel them. */
  readonly restMs: number;
  readonly log: Pick<Logger, 'info' | 'error'>;
  readonly onRound: (round: RetentionRound) => void;
}

export interface RetentionLoop {
  /** Ends after the statement under way. */
  stop(): Promise<void>;
}

/**
 * Removes what is older than it is kept, again and again. A failure is logged and counted; the
 * process stays ready, because holds expire without this.
 */
export function startRetentionLoop(options: RetentionLoopOptions): RetentionLoop {
  const stopping = new AbortController();
  const wait = (ms: number): Promise<void> =>
    delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const startedMs = performance.now();
      const rest = () => wait(options.restMs);
      const round = await removeOld(options.store, options.days, rest, stopping.signal);
      options.onRound(round);
      for (const [kind, err] of round.failed) options.log.error({ kind, err }, 'old rows were not removed');
      if (round.removed.size > 0) {
        const durationMs = Math.round(performance.now() - startedMs);
        options.log.info({ removed: Object.fromEntries(round.removed), durationMs }, 'old rows removed');
      }
      await wait(options.everyMs);
    }
  };
  const ended = loop();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
