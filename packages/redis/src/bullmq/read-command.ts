import type { CommandDefinition } from '@concert-mania/core/shared/command';
import { type Command, commandEnvelope } from '@concert-mania/core/shared/outcome';
import { ok, type Result, refuse } from '@concert-mania/core/shared/result';
import type { z } from 'zod';
import { type JobSecrets, openMembers } from './job-secrets.ts';

export type AcceptedCommand<P> = Command<P> & {
  readonly acceptedAt: Date;
  /** The process to tell the outcome to. */
  readonly origin: string | undefined;
};

export interface UnreadableCommand {
  /** `sealed`: under a secret that this process was not given, so that another process may be able to read it. */
  readonly kind: 'malformed' | 'sealed';
  /** For whoever looks; nothing of what the job carries. */
  readonly reason: string;
}

/** Checks what came out of a queue against the command's definition, its secrets opened. */
export function readCommand<N extends string, S extends z.ZodType>(
  job: { readonly id: string | undefined; readonly name: string; readonly data: unknown },
  definition: CommandDefinition<N, S>,
  secrets: JobSecrets,
): Result<AcceptedCommand<z.infer<S>>, UnreadableCommand> {
  if (job.id === undefined || job.name !== definition.name)
    return malformed(`not a ${definition.name} command`);
  const envelope = commandEnvelope.safeParse(job.data);
  if (!envelope.success) return malformed('not a command envelope');
  const opened = openMembers(secrets, job.id, definition.secretMembers ?? [], envelope.data.payload);
  if (opened === null) return refuse({ kind: 'sealed', reason: 'sealed under another secret' });
  const payload = definition.payload.safeParse(opened.payload);
  if (!payload.success) return malformed(`bad payload: ${payload.error.issues[0]?.message ?? 'unknown'}`);
  return ok({
    jobId: job.id,
    accountId: envelope.data.accountId,
    fingerprint: envelope.data.fingerprint,
    acceptedAt: new Date(envelope.data.acceptedAt),
    origin: envelope.data.origin,
    payload: payload.data,
  });
}

const malformed = (reason: string) => refuse<UnreadableCommand>({ kind: 'malformed', reason });
