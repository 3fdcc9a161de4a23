import type { CommandName, CommandOutcome } from '@concert-mania/core/jobs/command-catalogue';
import type { DecidedBatch } from '@concert-mania/core/shared/outcome';
import type { ConsumerHealth } from '../consumer-health.ts';
import type { ConsumerLog, JobLog } from '../consumer-log.ts';
import type { JobSecrets } from '../job-secrets.ts';
import type { NamedCommand } from '../read-command.ts';
import type { OrderedQueue } from './ordered-queue.ts';

/**
 * `command`: the decision throws or the data forbids it. `passing`: a retry may work. `session`: a
 * retry may work with a new database session; unknown faults count as this.
 */
export type OrderedFault = 'command' | 'passing' | 'session';

/**
 * Decides commands of one name in one transaction, in order. Must be idempotent. Undecided commands
 * come again before any later ones of their concert.
 */
export type OrderedHandler<N extends CommandName> = (
  commands: readonly NamedCommand<N>[],
) => Promise<DecidedBatch<CommandOutcome<N>>>;

/** A handler for each command of a queue. */
export type OrderedHandlers<N extends CommandName> = { readonly [K in N]: OrderedHandler<K> };

export interface OrderedConsumerOptions<N extends CommandName> {
  readonly queue: OrderedQueue;
  /** The commands of the queue. */
  readonly names: readonly N[];
  readonly handlers: OrderedHandlers<N>;
  readonly secrets: JobSecrets;
  readonly health: ConsumerHealth;
  readonly kindOf: (error: unknown) => OrderedFault;
  /**
   * True once this consumer lost the right to decide. It then stops and leaves the queue unchanged.
   */
  readonly isLost: () => boolean;
  /** Gives up the right to decide after a fault of the session; then `isLost` is true. */
  readonly giveUp: () => Promise<void>;
  /** Records permanently that a command failed; the queue deletes it later. */
  readonly recordFailed: (command: NamedCommand<N>) => Promise<void>;
  /** An operator decided that all commands that cannot be decided or read here fail. */
  readonly failUndecidable: boolean;
  readonly onBatch: (batch: { readonly jobs: number; readonly durationMs: number }) => void;
  readonly onDecided: (name: N, outcome: CommandOutcome<N>, waitedMs: number) => void;
  /** A job failed permanently because it can never be decided. Null: its name is unknown here. */
  readonly onFailed: (name: N | null) => void;
  /** A fault kept jobs in place; they will be retried. */
  readonly onRetry: () => void;
  readonly log: ConsumerLog;
  readonly lines: JobLog;
}
