import type { JobId } from '@concert-mania/core/shared/ids';
import { makeCancelPerformance } from '@concert-mania/core/shows/cancel-performance';
import type { ShowCancellations } from '@concert-mania/core/shows/ports';
import {
  makeRefundEveryone,
  type RefundEveryonePorts,
  type RefundRound,
} from '@concert-mania/core/shows/refund-everyone';
import { repeat } from '@concert-mania/runtime/async/repeat';
import type { Logger } from '@concert-mania/runtime/logger';

/** How often to look for a cancelled performance whose refunds are due. */
const REST_MS = 500;

interface CancelledShowsOptions {
  readonly cancellations: ShowCancellations;
  readonly ports: Pick<RefundEveryonePorts, 'store' | 'gateway' | 'terms' | 'onBlocked'>;
  readonly pace: Pick<RefundEveryonePorts, 'most' | 'atOnce' | 'roundMs' | 'leaseMs' | 'everyMs' | 'nowMs'>;
  /** Retries jobs whose outcome is now recorded. */
  readonly wake: (jobIds: readonly JobId[]) => Promise<void>;
  /** Tells every process that a sale has ended. */
  readonly tellProcesses: () => Promise<void>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** The handler that cancels a performance, and the loop that refunds everybody. */
export function openCancelledShows({ cancellations, ports, pace, log, ...options }: CancelledShowsOptions) {
  const refundEveryone = makeRefundEveryone({ ...ports, ...pace, cancellations });
  const loop = repeat({
    restMs: REST_MS,
    round: async () => {
      const round = await refundEveryone();
      report(round, log);
      await options.wake(round.finished);
    },
    onFailing: (err) => log.error({ err }, 'refunds of cancelled performances failed'),
  });
  return {
    handlers: {
      'performance.cancel': makeCancelPerformance({
        cancellations,
        onBegun: async () => {
          loop.nudge();
          // Without this, caches of the programme are a second old at most.
          await options.tellProcesses().catch((err: unknown) => {
            log.warn({ err }, 'a cancellation was not announced');
          });
        },
      }),
    },
    check: loop.check,
    stop: loop.stop,
  };
}

function report({ handled, finished, faults }: RefundRound, log: CancelledShowsOptions['log']): void {
  if (handled > 0) log.info({ reservations: handled }, 'reservations of cancelled performances ended');
  for (const err of faults) log.error({ err }, 'reservation of a cancelled performance not ended');
  for (const jobId of finished) log.info({ jobId }, 'everybody of a cancelled performance is refunded');
}
