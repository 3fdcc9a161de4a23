import type { CommandDefinition } from '@concert-mania/core/shared/command';
import type { z } from 'zod';
import type { JobSecrets } from '../job-secrets.ts';
import { type AcceptedCommand, readCommand } from '../read-command.ts';
import type { WaitingJob } from './ordered-queue.ts';

/**
 * A job that must be neither decided nor failed for now. It stays in place with all jobs behind it.
 */
export class JobHeld extends Error {
  override name = 'JobHeld';
  constructor(jobId: string, reason: string, options?: ErrorOptions) {
    super(`${jobId}: ${reason}`, options);
  }
}

/** The oldest jobs of a queue, without a gap. */
export interface OrderedBatch<P> {
  readonly jobs: readonly WaitingJob[];
  readonly commands: readonly AcceptedCommand<P>[];
  /** Jobs that are no commands and can never be decided. */
  readonly hopeless: readonly { readonly id: string; readonly reason: string }[];
  /** Why reading stopped before the last job; null if it did not. */
  readonly heldBy: JobHeld | null;
}

/**
 * Reads jobs up to the first one that only another process may be able to read: sealed under an
 * unknown secret, or of a newer format. Jobs that are no commands are given up, at most `mayGiveUp`
 * of them.
 */
export function readBatch<N extends string, S extends z.ZodType>(
  waiting: readonly WaitingJob[],
  options: {
    readonly definition: CommandDefinition<N, S>;
    readonly secrets: JobSecrets;
    readonly failUndecidable: boolean;
    readonly mayGiveUp: number;
  },
): OrderedBatch<z.infer<S>> {
  const commands: AcceptedCommand<z.infer<S>>[] = [];
  const hopeless: { id: string; reason: string }[] = [];
  const upTo = (count: number, heldBy: JobHeld | null) => ({
    jobs: waiting.slice(0, count),
    commands,
    hopeless,
    heldBy,
  });
  for (const [at, job] of waiting.entries()) {
    // The job's data is gone from Redis: there is nothing to decide or fail.
    if (job.name === '' && job.data === '') continue;
    const command = readCommand({ ...job, data: parseJson(job.data) }, options.definition, options.secrets);
    if (command.ok) {
      commands.push(command.value);
      continue;
    }
    const { kind, reason } = command.error;
    const mayFail = options.failUndecidable || (kind === 'malformed' && hopeless.length < options.mayGiveUp);
    if (!mayFail) return upTo(at, new JobHeld(job.id, reason));
    hopeless.push({ id: job.id, reason });
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
