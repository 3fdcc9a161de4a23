import type { CommandDefinition } from '@concert-mania/core/shared/command';
import type { DecidedBatch, Outcome } from '@concert-mania/core/shared/outcome';
import type { z } from 'zod';
import type { ConsumerHealth } from '../consumer-health.ts';
import type { ConsumerLog } from '../consumer-log.ts';
import type { JobSecrets } from '../job-secrets.ts';
import type { AcceptedCommand } from '../read-command.ts';
import type { OrderedQueue } from './ordered-queue.ts';

/**
 * `command`: the decision throws or the data forbids it. `passing`: a retry may work. `session`: a
 * retry may work with a new database session; unknown faults count as this.
 */
export type OrderedFault = 'command' | 'passing' | 'session';

export interface OrderedConsumerOptions<N extends string, S extends z.ZodType> {
  readonly queue: OrderedQueue;
  readonly definition: CommandDefinition<N, S>;
  readonly secrets: JobSecrets;
  readonly health: ConsumerHealth;
  /**
   * Decides a batch in one transaction. Must be idempotent. Undecided commands come again before
   * any later ones.
   */
  readonly decide: (commands: readonly AcceptedCommand<z.infer<S>>[]) => Promise<DecidedBatch>;
  readonly kindOf: (error: unknown) => OrderedFault;
  /**
   * True once this consumer lost the right to decide. It then stops and leaves the queue unchanged.
   */
  readonly isLost: () => boolean;
  /** Gives up the right to decide after a fault of the session; then `isLost` is true. */
  readonly giveUp: () => Promise<void>;
  /** Records permanently that a command failed; the queue deletes it later. */
  readonly recordFailed: (command: AcceptedCommand<z.infer<S>>) => Promise<void>;
  /** An operator decided that all commands that cannot be decided or read here fail. */
  readonly failUndecidable: boolean;
  readonly onBatch: (batch: { readonly jobs: number; readonly durationMs: number }) => void;
  readonly onDecided: (outcome: Outcome, waitedMs: number) => void;
  /** A job failed permanently because it can never be decided. */
  readonly onFailed: () => void;
  /** A fault kept jobs in place; they will be retried. */
  readonly onRetry: () => void;
  readonly log: ConsumerLog;
}
