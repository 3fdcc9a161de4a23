import type { z } from 'zod';

/** One kind of work that the API accepts: its public name, the shape of its payload and what it must be ordered by. */
export interface CommandDefinition<N extends string, S extends z.ZodType> {
  readonly name: N;
  readonly payload: S;
  /** Commands with the same key are decided in the order of acceptance. */
  readonly orderingKey: (payload: z.infer<S>) => string;
}

/** Keeps the literal name and payload type of a definition. */
export function defineCommand<N extends string, S extends z.ZodType>(
  definition: CommandDefinition<N, S>,
): CommandDefinition<N, S> {
  return definition;
}
