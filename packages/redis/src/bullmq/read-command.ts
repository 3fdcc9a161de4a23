import type { CommandDefinition } from '@concert-mania/core/shared/command';
import { type Command, commandEnvelope, ENVELOPE_VERSION } from '@concert-mania/core/shared/outcome';
import { ok, type Result, refuse } from '@concert-mania/core/shared/result';
import type { z } from 'zod';
import { type JobSecrets, openMembers } from './job-secrets.ts';

export type AcceptedCommand<P> = Command<P> & {
  readonly acceptedAt: Date;
  /** The process that receives the outcome. */
  readonly origin: string | undefined;
};

export interface UnreadableCommand {
  /**
   * `malformed`: not a command. `sealed`: encrypted with an unknown secret. `newer`: of a newer
   * format. Another process may be able to read the last two.
   */
  readonly kind: 'malformed' | 'sealed' | 'newer';
  /** For operators; contains no payload. */
  readonly reason: string;
}

/** Parses a queued job by the command's definition and decrypts its secrets. */
export function readCommand<N extends string, S extends z.ZodType>(
  job: { readonly id: string | undefined; readonly name: string; readonly data: unknown },
  definition: CommandDefinition<N, S>,
  secrets: JobSecrets,
): Result<AcceptedCommand<z.infer<S>>, UnreadableCommand> {
  const envelope = commandEnvelope.safeParse(job.data);
  if (job.id === undefined || !envelope.success) return unreadable('malformed', 'not a command envelope');
  const { version } = envelope.data;
  if (version > ENVELOPE_VERSION) return unreadable('newer', `format ${version} is unknown here`);
  if (job.name !== definition.name) return unreadable('newer', `not a ${definition.name} command`);
  const opened = openMembers(secrets, job.id, definition.secretMembers ?? [], envelope.data.payload);
  if (!opened.ok) return unreadable('sealed', `sealed under key ${opened.error.key}, which is unknown here`);
  const payload = definition.payload.safeParse(opened.value);
  if (!payload.success)
    return unreadable('newer', `bad payload: ${payload.error.issues[0]?.message ?? 'unknown'}`);
  return ok({
    jobId: job.id,
    accountId: envelope.data.accountId,
    fingerprint: envelope.data.fingerprint,
    acceptedAt: new Date(envelope.data.acceptedAt),
    origin: envelope.data.origin,
    payload: payload.data,
  });
}

const unreadable = (kind: UnreadableCommand['kind'], reason: string) =>
  refuse<UnreadableCommand>({ kind, reason });
