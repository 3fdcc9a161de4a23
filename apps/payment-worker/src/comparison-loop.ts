import type {
  Comparisons,
  Day,
  GatewayDifference,
} from '@concert-mania/core/payments/gateway/compare-gateway';
import { type Repetition, repeat } from '@concert-mania/runtime/async/repeat';
import type { Logger } from '@concert-mania/runtime/logger';

export interface ComparisonLoopOptions {
  readonly comparisons: Pick<Comparisons, 'takeDay' | 'listOpen'>;
  readonly compareDay: (day: Day) => Promise<readonly GatewayDifference[]>;
  readonly everyMs: number;
  readonly onOpen: (open: readonly GatewayDifference[]) => void;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

const LEASE_MS = 600_000;

/**
 * Compares each finished day with the gateway's list. One worker leases a day; after a failure the
 * next one to look retries it.
 */
export function startComparisonLoop(options: ComparisonLoopOptions): Repetition {
  const { comparisons, compareDay, log } = options;
  return repeat({
    restMs: options.everyMs,
    round: async (signal) => {
      for (let day = await comparisons.takeDay(LEASE_MS); day !== null && !signal.aborted; ) {
        const differences = await compareDay(day);
        log.info({ day, differences: differences.length }, 'compared with the gateway');
        for (const difference of differences) {
          log.error({ day, ...difference }, 'the ledger and the gateway differ: an operator must act');
        }
        day = await comparisons.takeDay(LEASE_MS);
      }
      options.onOpen(await comparisons.listOpen());
    },
    onFailing: (err) => log.warn({ err }, 'comparison with the gateway failed'),
  });
}
