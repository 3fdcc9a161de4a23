import { setTimeout as delay } from 'node:timers/promises';
import {
  type RetentionDays,
  type RetentionRound,
  type RetentionStore,
  removeOld,
} from '@concert-mania/core/retention/retention';
import { type Repetition, repeat } from '@concert-mania/runtime/async/repeat';
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

/**
 * Removes what is older than it is kept, again and again. A failure is logged and counted; the
 * process stays ready, because holds expire without this.
 */
export function startRetentionLoop(options: RetentionLoopOptions): Repetition {
  const { store, days, everyMs, restMs, log, onRound } = options;
  return repeat({
    restMs: everyMs,
    onFailing: (err) => log.error({ err }, 'removing old rows failed'),
    round: async (signal) => {
      const startedMs = performance.now();
      const rest = () => delay(restMs, undefined, { signal }).catch(() => undefined);
      const round = await removeOld(store, days, rest, signal);
      onRound(round);
      for (const [kind, err] of round.failed) log.error({ kind, err }, 'old rows were not removed');
      if (round.removed.size > 0) {
        const durationMs = Math.round(performance.now() - startedMs);
        log.info({ removed: Object.fromEntries(round.removed), durationMs }, 'old rows removed');
      }
    },
  });
}
