import type { JobId } from './ids.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

/** The result of a command. `failed`: it was given up after a fault and had no effect. */
export type Outcome<R extends object = object, C extends RefusalCode = RefusalCode> =
  | { readonly status: 'succeeded'; readonly result: R }
  | { readonly status: 'rejected'; readonly error: Refusal<C> }
  | { readonly status: 'failed'; readonly error: { readonly code: 'job_failed' } };

/** The outcome of a command that could not be decided. */
export const GAVE_UP = { status: 'failed', error: { code: 'job_failed' } } as const satisfies Outcome;

/** An outcome and when it was written to `command_outcomes`, with the command's effect. */
export interface RecordedOutcome<O extends Outcome> {
  readonly outcome: O;
  readonly decidedAt: Date;
}

/** The outcomes of commands decided in order. Undecided commands keep their places. */
export interface DecidedBatch<O extends Outcome> {
  readonly outcomes: ReadonlyMap<JobId, RecordedOutcome<O>>;
  /** Resolves when the undecided commands are worth another attempt. */
  readonly ready: Promise<void>;
}

export const succeeded = <R extends object>(
  result: R,
): { readonly status: 'succeeded'; readonly result: R } => ({
  status: 'succeeded',
  result,
});
export const rejected = <C extends RefusalCode>(
  error: Refusal<C>,
): { readonly status: 'rejected'; readonly error: Refusal<C> } => ({ status: 'rejected', error });
