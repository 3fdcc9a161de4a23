import type { Reconciliation } from '@concert-mania/core/payments/reconcile-payments';
import type { JobId } from '@concert-mania/core/shared/ids';
import { type Repetition, repeat } from '@concert-mania/runtime/async/repeat';
import type { Logger } from '@concert-mania/runtime/logger';

export interface ReconcileLoopOptions {
  readonly reconcile: () => Promise<Reconciliation>;
  /** From the end of one round to the start of the next. */
  readonly everyMs: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly onRound: (round: Reconciliation) => void;
  /** Called with jobs whose outcome is now recorded. */
  readonly wake: (jobIds: readonly JobId[]) => Promise<void>;
}

/** Reconciles repeatedly: at once after a full round, otherwise after a fixed rest. */
export function startReconcileLoop(options: ReconcileLoopOptions): Repetition {
  const { log } = options;
  return repeat({
    restMs: options.everyMs,
    round: async () => {
      const done = await options.reconcile();
      options.onRound(done);
      const { settled, open, faults } = done;
      if (settled.length > 0) log.info({ settled: settled.length, open }, 'payments reconciled');
      if (done.unknownCaptures > 0) {
        const fields = { captures: done.unknownCaptures };
        log.error(fields, 'captured money belongs to no payment of ours: a person must settle it');
      }
      for (const err of faults) log.error({ err }, 'payment not reconciled');
      await options.wake(settled);
      return done.full ? 0 : undefined;
    },
    onFailing: (err) => log.error({ err }, 'reconciliation failed'),
  });
}
