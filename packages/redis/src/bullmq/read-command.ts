import type { CommandDefinition } from '@concert-mania/core/shared/command';
import { type Command, commandEnvelope } from '@concert-mania/core/shared/outcome';
import { ok, type Result, refuse } from '@concert-mania/core/shared/result';
import type { z } from 'zod';

export type AcceptedCommand<P> = Command<P> & { readonly acceptedAt: Date };

/** Checks what came out of a queue against the command's definition. Refuses with the reason, for whoever looks. */
export function readCommand<N extends string, S extends z.ZodType>(
  job: { readonly id: string | undefined; readonly name: string; readonly data: unknown },
  definition: CommandDefinition<N, S>,
): Result<AcceptedCommand<z.infer<S>>, string> {
  if (job.id === undefined || job.name !== definition.name) return refuse(`not a ${definition.name} command`);
  const envelope = commandEnvelope.safeParse(job.data);
  if (!envelope.success) return refuse('not a command envelope');
  const payload = definition.payload.safeParse(envelope.data.payload);
  if (!payload.success) return refuse(`bad payload: ${payload.error.issues[0]?.message ?? 'unknown'}`);
  return ok({
    jobId: job.id,
    accountId: envelope.data.accountId,
    fingerprint: envelope.data.fingerprint,
    acceptedAt: new Date(envelope.data.acceptedAt),
    payload: payload.data,
  });
}
