import type { Logger } from '@concert-mania/runtime/logger';
import type { StuckMoneyCount } from './metrics.ts';

const EVERY_MS = 15_000;

/** Counts all stuck money by a timer, including that of other workers and earlier runs. */
export function watchStuckMoney(options: {
  readonly count: () => Promise<StuckMoneyCount>;
  readonly onCount: (stuck: StuckMoneyCount) => void;
  readonly log: Pick<Logger, 'warn'>;
}): { stop(): void } {
  let failed = false;
  const look = async (): Promise<void> => {
    try {
      options.onCount(await options.count());
      failed = false;
    } catch (err) {
      if (!failed) options.log.warn({ err }, 'counting stuck money failed');
      failed = true;
    }
  };
  void look();
  const timer = setInterval(() => void look(), EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
