import { setTimeout as pause } from 'node:timers/promises';
import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import { FAILED } from '../consumer-log.ts';
import type { NamedCommand } from '../read-command.ts';
import { JobHeld } from './ordered-batch.ts';
import type { OrderedConsumerOptions } from './ordered-consumer-options.ts';
import type { FinishedJob } from './ordered-queue.ts';

const ONE_TOO_MANY = 'cannot be decided, and too many commands in a row before it failed';

interface Met<N extends CommandName> {
  readonly error: unknown;
  /** The commands being decided; empty if the fault came before or after the decision. */
  readonly deciding: readonly NamedCommand<N>[];
  /** Aborts when the consumer is stopped. */
  readonly signal: AbortSignal;
}

/**
 * Handles a fault before the oldest jobs are read again: fewer jobs, a pause, or a new session.
 * Returns a job that failed permanently.
 */
export async function recoverFrom<N extends CommandName>(
  options: OrderedConsumerOptions<N>,
  met: Met<N>,
): Promise<FinishedJob | null> {
  const { health } = options;
  const kind = met.error instanceof JobHeld ? 'passing' : options.kindOf(met.error);
  const [only] = met.deciding;
  if (kind !== 'command' || !only) {
    await waitOut(options, met, kind === 'session');
    return null;
  }
  if (met.deciding.length > 1) {
    health.narrow(met.deciding.length >> 1);
    return null;
  }
  if (!health.confirms(only.jobId)) return null;
  if (health.failuresLeft() > 0 || options.failUndecidable) return failForGood(options, only, met.error);
  const error = new JobHeld(only.jobId, ONE_TOO_MANY, { cause: met.error });
  await waitOut(options, { ...met, error }, false);
  return null;
}

async function waitOut<N extends CommandName>(
  options: OrderedConsumerOptions<N>,
  met: Pick<Met<N>, 'error' | 'signal'>,
  isOfTheSession: boolean,
): Promise<void> {
  const waitMs = options.health.met(met.error);
  options.onRetry();
  if (isOfTheSession) await options.giveUp();
  else await pause(waitMs, undefined, { signal: met.signal }).catch(() => undefined);
}

async function failForGood<N extends CommandName>(
  options: OrderedConsumerOptions<N>,
  command: NamedCommand<N>,
  err: unknown,
): Promise<FinishedJob> {
  const { jobId, name, requestId, accountId } = command;
  options.log.error({ jobId, requestId, accountId, type: name, ...FAILED, err }, 'job');
  options.onFailed(name);
  options.health.failedForGood();
  await options.recordFailed(command).catch((fault: unknown) => {
    options.log.warn(
      { err: fault, jobId },
      'recording the failed job in PostgreSQL failed; only its queue has it',
    );
  });
  return failedJob(jobId, 'the command cannot be decided; see the log', command.origin);
}

export const failedJob = (id: string, reason: string, origin?: string): FinishedJob => ({
  id,
  state: 'failed',
  reason,
  origin,
});
