import type { AccountId, JobId } from '../shared/ids.ts';
import type { CommandName } from './command-catalogue.ts';
import type { Job } from './model.ts';

/** A validated command on its way into a queue. */
export interface Submission {
  readonly name: CommandName;
  readonly accountId: AccountId;
  /** The route and its parameters: the same key on another route is another command. */
  readonly route: string;
  readonly idempotencyKey: string;
  /** A digest of the body: the same key with another fingerprint is refused. */
  readonly fingerprint: string;
  readonly requestId: string;
  readonly acceptedAt: Date;
  /** Fits the payload schema of the command `name`. */
  readonly payload: unknown;
}

export type Acceptance =
  | { readonly kind: 'accepted' | 'replayed'; readonly jobId: JobId }
  | { readonly kind: 'key_reused' }
  /** As many commands wait as may: nothing was stored, and the same key may be tried again. */
  | { readonly kind: 'busy' }
  /**
   * Stored, but not on enough replicas to survive the loss of a server. The client must send the
   * same key again.
   */
  | { readonly kind: 'unconfirmed' };

export interface CommandQueue {
  /** Stores the command durably before it answers. The same account, route and key always give the same job id. */
  accept(submission: Submission): Promise<Acceptance>;
  /** Whether the account used this key on this route before, so that `accept` would replay or refuse it. */
  knowsKey(submission: Submission): Promise<boolean>;
}

export interface JobQueueReader {
  /** Null when the queue has never heard of the job, or has forgotten it. */
  findJob(jobId: JobId): Promise<Job | null>;
}

export interface OutcomeReader {
  /** The job of a decided command, from the truth; null when it is not decided (or does not exist). */
  findOutcome(jobId: JobId): Promise<Job | null>;
}

/** Somebody waiting for one job. */
export interface Listening {
  /** Null: nothing can have been missed. Else resolves once it really listens; what came before may have been missed. */
  readonly since: Promise<void> | null;
  stop(): void;
}

export interface JobAnswers {
  /** A job that this process accepted not long ago, with its outcome once that is told; null for all others. */
  accepted(jobId: JobId): Job | null;
  /** Calls back once: with the final job, or with null where there is reason to look for oneself. */
  listen(jobId: JobId, onFinal: (job: Job | null) => void): Listening;
}
