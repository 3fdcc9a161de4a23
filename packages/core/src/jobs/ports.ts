import type { AccountId, JobId } from '../shared/ids.ts';
import type { CommandName, CommandPayload } from './command-catalogue.ts';
import type { Job } from './model.ts';

/** A command that a route has validated and authorised. The name decides the payload. */
export interface Submission<N extends CommandName> {
  readonly name: N;
  readonly payload: CommandPayload<N>;
  readonly accountId: AccountId;
  /** Method, path and parameters. The same key on another route is another command. */
  readonly route: string;
  readonly idempotencyKey: string;
  /** A digest of the body. The same key with another fingerprint is refused. */
  readonly fingerprint: string;
  readonly requestId: string;
  readonly acceptedAt: Date;
}

export type Acceptance =
  | { readonly kind: 'accepted' | 'replayed'; readonly jobId: JobId }
  | { readonly kind: 'key_reused' }
  /** The queue is full. Nothing was stored, and the same key may be sent again. */
  | { readonly kind: 'busy' }
  /** Stored, but on too few replicas to survive a server loss. The client must send it again. */
  | { readonly kind: 'unconfirmed' };

export interface CommandQueue {
  /** Stores the command durably, then answers. Account, route and key determine the job id. */
  accept<N extends CommandName>(submission: Submission<N>): Promise<Acceptance>;
  /**
   * Whether the account used this key on this route, so that `accept` would replay or refuse it.
   */
  knowsKey(submission: Submission<CommandName>): Promise<boolean>;
}

export interface JobQueueReader {
  /** Null if the queue never had the job or has removed it. */
  findJob(jobId: JobId): Promise<Job | null>;
  /**
   * Milliseconds since the job was accepted. All processes get it from one clock: of two that ask
   * in turn, the second never gets less.
   */
  ageOf(job: Job): Promise<number>;
}

export interface OutcomeReader {
  /** The job of a decided command, from PostgreSQL; null if it is undecided or does not exist. */
  findOutcome(jobId: JobId): Promise<Job | null>;
}

/** A subscription to one job. */
export interface Listening {
  /** Resolves when the subscription is active; earlier answers may be lost. Null if none can be. */
  readonly since: Promise<void> | null;
  stop(): void;
}

export interface JobAnswers {
  /** A job that this process accepted recently, with its outcome if known; null for all others. */
  accepted(jobId: JobId): Job | null;
  /** Calls back once: with the final job, or with null if the caller must read it. */
  listen(jobId: JobId, onFinal: (job: Job | null) => void): Listening;
}
