import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import type { JobSecrets } from '../job-secrets.ts';
import { type NamedCommand, readCommand } from '../read-command.ts';
import type { WaitingJob } from './ordered-queue.ts';

/** A job that may be neither decided nor failed for now. It stays with all jobs behind it. */
export class JobHeld extends Error {
  override name = 'JobHeld';
  constructor(jobId: string, reason: string, options?: ErrorOptions) {
    super(`${jobId}: ${reason}`, options);
  }
}

/** The oldest jobs of a queue, without a gap. */
export interface OrderedBatch<N extends CommandName> {
  readonly jobs: readonly WaitingJob[];
  readonly commands: readonly NamedCommand<N>[];
  /** Malformed jobs that can never be decided. */
  readonly hopeless: readonly { readonly id: string; readonly name: string; readonly reason: string }[];
  /** Why reading stopped before the last job; null if it did not. */
  readonly heldBy: JobHeld | null;
}

/**
 * Reads jobs up to the first that only another process may be able to read: of an unknown secret or
 * a newer format. Gives up malformed jobs, at most `mayGiveUp` of them.
 */
export function readBatch<N extends CommandName>(
  waiting: readonly WaitingJob[],
  options: {
    readonly names: readonly N[];
    readonly secrets: JobSecrets;
    readonly failUndecidable: boolean;
    readonly mayGiveUp: number;
  },
): OrderedBatch<N> {
  const commands: NamedCommand<N>[] = [];
  const hopeless: { id: string; name: string; reason: string }[] = [];
  const upTo = (count: number, heldBy: JobHeld | null) => ({
    jobs: waiting.slice(0, count),
    commands,
    hopeless,
    heldBy,
  });
  for (const [at, job] of waiting.entries()) {
    // The job's data is gone from Redis, so it can be neither decided nor failed.
    if (job.name === '' && job.data === '') continue;
    const command = readCommand({ ...job, data: parseJson(job.data) }, options.names, options.secrets);
    if (command.ok) {
      commands.push(command.value);
      continue;
    }
    const { kind, reason } = command.error;
    const mayFail = options.failUndecidable || (kind === 'malformed' && hopeless.length < options.mayGiveUp);
    if (!mayFail) return upTo(at, new JobHeld(job.id, reason));
    hopeless.push({ id: job.id, name: job.name, reason });
  }
  return upTo(waiting.length, null);
}

/** Undefined if it is not JSON; the envelope's schema then refuses it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
