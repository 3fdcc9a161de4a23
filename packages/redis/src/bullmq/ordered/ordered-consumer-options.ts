import type { CommandName, CommandOutcome, CommandPayload } from '@concert-mania/core/jobs/command-catalogue';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { DecidedBatch } from '@concert-mania/core/shared/outcome';
import type { ConsumerHealth } from '../consumer-health.ts';
import type { ConsumerLog, JobLog } from '../consumer-log.ts';
import type { JobSecrets } from '../job-secrets.ts';
import type { OrderedQueue } from './ordered-queue.ts';

/**
 * `command`: the decision throws or the data forbids it. `passing`: a retry may work. `session`: a
 * retry may work with a new database session; unknown faults count as this.
 */
export type OrderedFault = 'command' | 'passing' | 'session';

export interface OrderedConsumerOptions<N extends CommandName> {
  readonly queue: OrderedQueue;
  readonly name: N;
  readonly secrets: JobSecrets;
  readonly health: ConsumerHealth;
  /**
   * Decides a batch in one transaction. Must be idempotent. Undecided commands come again before
   * any later ones.
   */
  readonly decide: (
    commands: readonly AcceptedCommand<CommandPayload<N>>[],
  ) => Promise<DecidedBatch<CommandOutcome<N>>>;
  readonly kindOf: (error: unknown) => OrderedFault;
  /**
   * True once this consumer lost the right to decide. It then stops and leaves the queue unchanged.
   */
  readonly isLost: () => boolean;
  /** Gives up the right to decide after a fault of the session; then `isLost` is true. */
  readonly giveUp: () => Promise<void>;
  /** Records permanently that a command failed; the queue deletes it later. */
  readonly recordFailed: (command: AcceptedCommand<CommandPayload<N>>) => Promise<void>;
  /** An operator decided that all commands that cannot be decided or read here fail. */
  readonly failUndecidable: boolean;
  readonly onBatch: (batch: { readonly jobs: number; readonly durationMs: number }) => void;
  readonly onDecided: (outcome: CommandOutcome<N>, waitedMs: number) => void;
  /** A job failed permanently because it can never be decided. */
  readonly onFailed: () => void;
  /** A fault kept jobs in place; they will be retried. */
  readonly onRetry: () => void;
  readonly log: ConsumerLog;
  readonly lines: JobLog;
}
