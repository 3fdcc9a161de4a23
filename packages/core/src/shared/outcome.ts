import { z } from 'zod';
import type { AccountId, JobId } from './ids.ts';
import type { Refusal } from './refusal.ts';

/** The result of a command. `failed`: it was given up after a fault and had no effect. */
export type Outcome =
  | { readonly status: 'succeeded'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly status: 'rejected'; readonly error: Refusal }
  | { readonly status: 'failed'; readonly error: { readonly code: 'job_failed' } };

/** The outcome of a command that could not be decided. */
export const GAVE_UP: Outcome = { status: 'failed', error: { code: 'job_failed' } };

/** An outcome and when it was written to `command_outcomes`, with the command's effect. */
export interface RecordedOutcome {
  readonly outcome: Outcome;
  readonly decidedAt: Date;
}

/** The outcomes of commands decided in order. Undecided commands keep their places. */
export interface DecidedBatch {
  readonly outcomes: ReadonlyMap<JobId, RecordedOutcome>;
  /** Resolves when the undecided commands are worth another attempt. */
  readonly ready: Promise<void>;
}

/** The newest envelope version this code reads. Increment it if older readers would misread. */
export const ENVELOPE_VERSION = 1;

/**
 * A queued command: its account, its time of acceptance and its payload. Unknown fields are
 * ignored. A version above `ENVELOPE_VERSION` waits for a process that knows it.
 */
export const commandEnvelope = z.object({
  /** Not written for version 1, because its first readers reject unknown fields. */
  version: z.int().min(1).default(1),
  accountId: z.string().min(1),
  fingerprint: z.string().min(1),
  acceptedAt: z.iso.datetime(),
  requestId: z.string(),
  /** The process that accepted the command and is notified of the outcome. */
  origin: z.string().max(64).optional(),
  payload: z.unknown(),
});
export type CommandEnvelope = z.input<typeof commandEnvelope>;

/** A parsed command for a use case. */
export interface Command<P> {
  readonly jobId: JobId;
  readonly accountId: AccountId;
  readonly fingerprint: string;
  readonly payload: P;
}

export const succeeded = (result: Readonly<Record<string, unknown>>): Outcome => ({
  status: 'succeeded',
  result,
});
export const rejected = (error: Refusal): Outcome => ({ status: 'rejected', error });
