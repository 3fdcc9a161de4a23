import type { CommandName, CommandOutcome } from '@concert-mania/core/jobs/command-catalogue';
import type { MoneyCommandName } from '@concert-mania/core/payments/commands';
import type { CommandReference } from '@concert-mania/core/shared/command';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../../connection/database.ts';
import { type WritePart, writeTogether } from '../../connection/write-together.ts';
import { findOutcomes, outcomesPart } from '../../events/outcomes.ts';

/** The outcome of a command as a part of a larger write. */
export function outcomePart<N extends CommandName>(
  type: N,
  command: CommandReference,
  outcome: CommandOutcome<N>,
): WritePart {
  const { jobId, accountId, fingerprint, acceptedAt } = command;
  return outcomesPart<N>([{ jobId, accountId, type, fingerprint, acceptedAt, outcome }]);
}

/** Records what a command came to, in the transaction of its effect, and answers it. */
export async function decide<N extends CommandName>(
  tx: Queryable,
  type: N,
  command: CommandReference,
  outcome: CommandOutcome<N>,
): Promise<CommandOutcome<N>> {
  await writeTogether(tx, [outcomePart(type, command, outcome)]);
  return outcome;
}

/**
 * The recorded outcome of a command's job, even if another request with the same key created the
 * job.
 */
export async function findDecision<N extends CommandName = MoneyCommandName>(
  tx: Queryable,
  command: Pick<CommandReference, 'jobId'>,
): Promise<CommandOutcome<N> | null> {
  return (await findOutcomes<N>(tx, [command.jobId])).get(command.jobId)?.outcome ?? null;
}

/** The outcome of a job that must have one. */
export async function recordedOutcome(
  tx: Queryable,
  jobId: JobId,
): Promise<CommandOutcome<MoneyCommandName>> {
  const known = (await findOutcomes<MoneyCommandName>(tx, [jobId])).get(jobId);
  if (!known) throw new Error(`${jobId} is settled and has no outcome`);
  return known.outcome;
}
