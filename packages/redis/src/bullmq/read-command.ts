import {
  type CommandName,
  type CommandPayload,
  commandCatalogue,
} from '@concert-mania/core/jobs/command-catalogue';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import { commandEnvelope, ENVELOPE_VERSION } from '@concert-mania/core/shared/command-envelope';
import { ok, type Result, refuse } from '@concert-mania/core/shared/result';
import { readTraceparent } from '@concert-mania/runtime/tracing/trace-context';
import { type JobSecrets, openMembers } from './job-secrets.ts';

export interface UnreadableCommand {
  /**
   * `malformed`: not a command. `sealed`: encrypted with an unknown secret. `newer`: of a newer
   * format. Another process may be able to read the last two.
   */
  readonly kind: 'malformed' | 'sealed' | 'newer';
  /** For operators; contains no payload. */
  readonly reason: string;
}

/** A job as a queue has it, before it is checked. */
export interface UncheckedJob {
  readonly id?: string | undefined;
  readonly name: string;
  readonly data: unknown;
}

/** A command as its queue has it, with its name. */
export type NamedCommand<N extends CommandName> = AcceptedCommand<CommandPayload<N>> & { readonly name: N };

/** Parses a queued job, which must have one of the names, and decrypts its secrets. */
export function readCommand<N extends CommandName>(
  job: UncheckedJob,
  names: readonly N[],
  secrets: JobSecrets,
): Result<NamedCommand<N>, UnreadableCommand> {
  const envelope = commandEnvelope.safeParse(job.data);
  if (job.id === undefined || !envelope.success) return unreadable('malformed', 'not a command envelope');
  const { version, accountId, fingerprint, acceptedAt, requestId, origin } = envelope.data;
  const traceparent = readTraceparent(envelope.data.traceparent);
  if (version > ENVELOPE_VERSION) return unreadable('newer', `format ${version} is unknown here`);
  const name = names.find((known) => known === job.name);
  if (name === undefined) return unreadable('newer', `not a ${names.join(' or ')} command`);
  const definition = commandCatalogue[name];
  const opened = openMembers(secrets, job.id, definition.secretMembers ?? [], envelope.data.payload);
  if (!opened.ok) return unreadable('sealed', `sealed under key ${opened.error.key}, which is unknown here`);
  const payload = definition.payload.safeParse(opened.value);
  if (!payload.success)
    return unreadable('newer', `bad payload: ${payload.error.issues[0]?.message ?? 'unknown'}`);
  return ok({
    jobId: job.id,
    name,
    accountId,
    fingerprint,
    acceptedAt: new Date(acceptedAt),
    requestId,
    origin,
    ...(traceparent && { traceparent }),
    payload: payload.data,
  });
}

const unreadable = (kind: UnreadableCommand['kind'], reason: string) =>
  refuse<UnreadableCommand>({ kind, reason });
