import { z } from 'zod';
import type { AccountId, JobId } from './ids.ts';
import type { Refusal } from './refusal.ts';

/** What a command came to. `failed` means that it was given up after a fault and had no effect. */
export type Outcome =
  | { readonly status: 'succeeded'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly status: 'rejected'; readonly error: Refusal }
  | { readonly status: 'failed'; readonly error: { readonly code: 'job_failed' } };

/** The outcome of a command that could not be decided. */
export const GAVE_UP: Outcome = { status: 'failed', error: { code: 'job_failed' } };

/** An outcome and since when, by the database's clock, it stands in `command_outcomes`, where the command's effect was written. */
export interface RecordedOutcome {
  readonly outcome: Outcome;
  readonly decidedAt: Date;
}

/**
 * The outcomes of commands decided in order. Commands without an outcome keep their places and are
 * decided later.
 */
export interface DecidedBatch {
  readonly outcomes: ReadonlyMap<JobId, RecordedOutcome>;
  /** Settles when the undecided commands are worth another attempt. */
  readonly ready: Promise<void>;
}

/**
 * The newest envelope version that this code reads. A change that older readers would misunderstand
 * increments it.
 */
export const ENVELOPE_VERSION = 1;

/**
 * A command in a queue: who asked, when it was accepted, and what for. Unknown fields are ignored.
 * A version beyond `ENVELOPE_VERSION` waits for a process that knows it.
 */
export const commandEnvelope = z.object({
  /** Not written for version 1: its first readers reject unknown fields. */
  version: z.int().min(1).default(1),
  accountId: z.string().min(1),
  fingerprint: z.string().min(1),
  acceptedAt: z.iso.datetime(),
  requestId: z.string(),
  /** The process that accepted it and is to be told the outcome; absent where nobody is. */
  origin: z.string().max(64).optional(),
  payload: z.unknown(),
});
export type CommandEnvelope = z.input<typeof commandEnvelope>;

/** A parsed command on its way into a use case. */
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
