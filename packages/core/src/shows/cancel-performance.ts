import type { AcceptedCommand } from '../shared/command.ts';
import type { CancelPerformance, CancelPerformanceOutcome } from './commands.ts';
import type { ShowCancellations } from './ports.ts';

/** Refunds are under way. The round that finishes them wakes the job. */
export class RefundsUnderWay extends Error {
  override name = 'RefundsUnderWay';
  readonly retryWithinMs = 60_000;
}

export interface CancelPerformancePorts {
  readonly cancellations: Pick<ShowCancellations, 'begin'>;
  /** Tells every process that the sale has ended, and starts the refunds. */
  readonly onBegun: () => Promise<void>;
}

/**
 * Ends the sale of a performance at once. Refunds follow in rounds, by whichever process has time.
 * Idempotent. Throws `RefundsUnderWay` until they are done.
 */
export function makeCancelPerformance({ cancellations, onBegun }: CancelPerformancePorts) {
  return async (command: AcceptedCommand<CancelPerformance>): Promise<CancelPerformanceOutcome> => {
    const begun = await cancellations.begin(command);
    if (begun.kind === 'decided') return begun.outcome;
    if (begun.isNew) await onBegun();
    throw new RefundsUnderWay(`${command.payload.performanceId} is cancelled, and refunds are under way`);
  };
}
