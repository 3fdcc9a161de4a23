import { type Repetition, repeat } from '@concert-mania/runtime/async/repeat';
import type { Logger } from '@concert-mania/runtime/logger';
import type { StuckMoneyCount } from './metrics.ts';

const EVERY_MS = 15_000;

/** Counts all stuck money regularly, including that of other workers and earlier runs. */
export const watchStuckMoney = (options: {
  readonly count: () => Promise<StuckMoneyCount>;
  readonly onCount: (stuck: StuckMoneyCount) => void;
  readonly log: Pick<Logger, 'warn'>;
}): Repetition =>
  repeat({
    restMs: EVERY_MS,
    round: async () => {
      options.onCount(await options.count());
    },
    onFailing: (err) => options.log.warn({ err }, 'counting stuck money failed'),
  });
