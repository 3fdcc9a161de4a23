import type { z } from 'zod';

type MemberOf<T> = T extends unknown ? keyof T & string : never;

/** A kind of command: its public name, the shape of its payload and its ordering key. */
export interface CommandDefinition<N extends string, S extends z.ZodType> {
  readonly name: N;
  /** The queued form. Ignores unknown fields, which a newer API may write; requests are strict. */
  readonly payload: S;
  /** Payload fields that are encrypted while queued. */
  readonly secretMembers?: readonly MemberOf<z.infer<S>>[];
  /** Commands with the same key are decided in the order of acceptance. */
  readonly orderingKey: (payload: z.infer<S>) => string;
}

/** Keeps the literal name and payload type of a definition. */
export function defineCommand<N extends string, S extends z.ZodType>(
  definition: CommandDefinition<N, S>,
): CommandDefinition<N, S> {
  return definition;
}
