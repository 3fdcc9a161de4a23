import { setTimeout as pause } from 'node:timers/promises';
import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import { FAILED } from '../consumer-log.ts';
import type { NamedCommand } from '../read-command.ts';
import { JobHeld } from './ordered-batch.ts';
import type { OrderedConsumerOptions } from './ordered-consumer-options.ts';
import type { FinishedJob } from './ordered-queue.ts';

const ONE_TOO_MANY = 'cannot be decided, and too many commands in a row before it failed';

interface Fault<N extends CommandName> {
  readonly error: unknown;
  /** The commands being decided; empty if the fault came before or after the decision. */
  readonly deciding: readonly NamedCommand<N>[];
  /** Aborts when the consumer is stopped. */
  readonly signal: AbortSignal;
}

/**
 * Reacts to a fault: the next read takes fewer jobs, or follows a pause or a new session. Returns
 * the job if it failed for good; null if it is decided again.
 */
export async function recoverFrom<N extends CommandName>(
  options: OrderedConsumerOptions<N>,
  fault: Fault<N>,
): Promise<FinishedJob | null> {
  const { health } = options;
  const kind = fault.error instanceof JobHeld ? 'passing' : options.kindOf(fault.error);
  const [only] = fault.deciding;
  if (kind !== 'command' || !only) {
    await waitOut(options, fault, kind === 'session');
    return null;
  }
  if (fault.deciding.length > 1) {
    health.narrow(fault.deciding.length >> 1);
    return null;
  }
  if (!health.confirms(only.jobId)) return null;
  if (health.failuresLeft() > 0 || options.failUndecidable) return failForGood(options, only, fault.error);
  const error = new JobHeld(only.jobId, ONE_TOO_MANY, { cause: fault.error });
  await waitOut(options, { ...fault, error }, false);
  return null;
}

async function waitOut<N extends CommandName>(
  options: OrderedConsumerOptions<N>,
  { error, signal }: Pick<Fault<N>, 'error' | 'signal'>,
  isOfTheSession: boolean,
): Promise<void> {
  const waitMs = options.health.noteFault(error);
  options.onRetry();
  if (isOfTheSession) await options.giveUp();
  else await pause(waitMs, undefined, { signal }).catch(() => undefined);
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
  await options.recordFailed(command).catch((unrecorded: unknown) => {
    options.log.warn(
      { err: unrecorded, jobId },
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
