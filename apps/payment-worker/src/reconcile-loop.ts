import { setTimeout as delay } from 'node:timers/promises';
import type { Reconciliation } from '@concert-mania/core/payments/reconcile-payments';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { Logger } from '@concert-mania/runtime/logger';

export interface ReconcileLoopOptions {
  readonly reconcile: () => Promise<Reconciliation>;
  /** From the end of one round to the start of the next. */
  readonly everyMs: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly onRound: (round: Reconciliation) => void;
  /** Told of jobs whose outcome is recorded by now. */
  readonly wake: (jobIds: readonly JobId[]) => Promise<void>;
}

export interface ReconcileLoop {
  /** Rejects while rounds fail. */
  check(): Promise<void>;
  /** Ends after the round under way. */
  stop(): Promise<void>;
}

/**
 * Reconciles repeatedly: at once after a full round, else after a fixed pause, also while the
 * database is down.
 */
export function startReconcileLoop(options: ReconcileLoopOptions): ReconcileLoop {
  const stopping = new AbortController();
  let failures = 0;

  /** Whether more work may be due. */
  const round = async (): Promise<boolean> => {
    try {
      const done = await options.reconcile();
      failures = 0;
      options.onRound(done);
      const { settled, open, faults } = done;
      if (settled.length > 0) options.log.info({ settled: settled.length, open }, 'payments reconciled');
      if (done.unknownCaptures > 0) {
        const fields = { captures: done.unknownCaptures };
        options.log.error(fields, 'captured money belongs to no payment of ours: a person must settle it');
      }
      for (const err of faults) options.log.error({ err }, 'payment not reconciled');
      await options.wake(settled);
      return done.full;
    } catch (err) {
      failures += 1;
      if (failures === 1) options.log.error({ err }, 'reconciliation failed');
      return false;
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (await round()) continue;
      await delay(options.everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const ended = loop();

  return {
    check: async () => {
      if (failures > 0) throw new Error('the last round failed');
    },
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
