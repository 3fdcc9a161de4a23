import type { z } from 'zod';
import type { AccountId, JobId } from './ids.ts';
import type { Outcome } from './outcome.ts';
import type { RefusalCode } from './refusal.ts';

type MemberOf<T> = T extends unknown ? keyof T & string : never;

/**
 * A kind of command. `P` is its payload, `R` the result of a success and `C` its rejection codes.
 */
export interface CommandDefinition<N extends string, P, R, C extends RefusalCode> {
  /** The public name: the `type` of the command's jobs. */
  readonly name: N;
  /** The queued form. Ignores unknown fields, which a newer API may write; requests are strict. */
  readonly payload: z.ZodType<P>;
  /** Payload fields that are encrypted while queued. */
  readonly secretMembers?: readonly MemberOf<P>[];
  /** The envelope's version for this payload if not 1: earlier readers would misread it. */
  readonly envelopeVersion?: (payload: P) => number;
  /** Commands with the same key are decided in the order of acceptance. */
  readonly orderingKey: (payload: P) => string;
  /** The form in a queue and in `command_outcomes`. */
  readonly result: z.ZodType<R>;
  readonly rejections: readonly C[];
}

/** Keeps the literal name, the schemas and the codes of a definition. */
export function defineCommand<
  N extends string,
  P extends z.ZodType,
  R extends z.ZodType,
  const C extends RefusalCode,
>(
  definition: CommandDefinition<N, z.output<P>, z.output<R>, C> & { readonly payload: P; readonly result: R },
): typeof definition {
  return definition;
}

/** The possible outcomes of a command with this definition. */
export type OutcomeOf<
  D extends { readonly result: z.ZodType<object>; readonly rejections: readonly RefusalCode[] },
> = Outcome<z.output<D['result']>, D['rejections'][number]>;

/** Identifies a command: its job, its account and its time of acceptance. */
export interface CommandReference {
  readonly jobId: JobId;
  readonly accountId: AccountId;
  /** A digest of the request: the same key with another fingerprint is another request. */
  readonly fingerprint: string;
  readonly acceptedAt: Date;
  /** The trace to continue: a W3C `traceparent`, checked. */
  readonly traceparent?: string | undefined;
}

/** A command as a worker decides it, read from a queue and checked. */
export interface AcceptedCommand<P> extends CommandReference {
  readonly payload: P;
  /** The request that asked for it, as the log of the API names it. */
  readonly requestId?: string | undefined;
  /** The process that receives the outcome. */
  readonly origin?: string | undefined;
}
