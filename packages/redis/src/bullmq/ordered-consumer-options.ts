import type { CommandDefinition } from '@concert-mania/core/shared/command';
import type { DecidedBatch, Outcome } from '@concert-mania/core/shared/outcome';
import type { z } from 'zod';
import type { ConsumerHealth } from './consumer-health.ts';
import type { ConsumerLog } from './consumer-log.ts';
import type { JobSecrets } from './job-secrets.ts';
import type { OrderedQueue } from './ordered-queue.ts';
import type { AcceptedCommand } from './read-command.ts';

/**
 * What a fault means: `command`: the decision itself throws, or the data forbids it. `passing`: the same may work later.
 * `session`: it may work later with a new right to decide. Whatever is unknown is no fault of a command.
 */
export type OrderedFault = 'command' | 'passing' | 'session';

export interface OrderedConsumerOptions<N extends string, S extends z.ZodType> {
  readonly queue: OrderedQueue;
  readonly definition: CommandDefinition<N, S>;
  readonly secrets: JobSecrets;
  readonly health: ConsumerHealth;
  /**
   * Decides a batch in one transaction, all or nothing. Must be harmless when called again for the same jobs. Commands that it
   * leaves undecided come again before any that was accepted later.
   */
  readonly decide: (commands: readonly AcceptedCommand<z.infer<S>>[]) => Promise<DecidedBatch>;
  readonly kindOf: (error: unknown) => OrderedFault;
  /** Whether this consumer has lost the right to decide; it then stops without touching the queue. */
  readonly isLost: () => boolean;
  /** Gives the right to decide up after a fault of the session; `isLost` from then on. */
  readonly giveUp: () => Promise<void>;
  /** Keeps for good that a command failed; the queue forgets it. */
  readonly recordFailed: (command: AcceptedCommand<z.infer<S>>) => Promise<void>;
  /** A person decided that what cannot be decided or read here fails, however much of it there is. */
  readonly failUndecidable: boolean;
  readonly onBatch: (batch: { readonly jobs: number; readonly durationMs: number }) => void;
  readonly onDecided: (outcome: Outcome, waitedMs: number) => void;
  /** A job failed for good: nobody can decide it. */
  readonly onFailed: () => void;
  /** A fault kept jobs in place; they will be tried again. */
  readonly onRetry: () => void;
  readonly log: ConsumerLog;
}
