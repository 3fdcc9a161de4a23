import type { JobId } from '@concert-mania/core/shared/ids';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import type { Queryable } from '../../connection/database.ts';
import { type WritePart, writeTogether } from '../../connection/write-together.ts';
import { findOutcomes, outcomesPart } from '../../events/outcomes.ts';
import type { CommandReference } from './payment-rows.ts';

/** The outcome of a command as a part of a larger write. */
export function outcomePart(type: string, command: CommandReference, outcome: Outcome): WritePart {
  const { jobId, accountId, fingerprint, acceptedAt } = command;
  return outcomesPart([{ jobId, accountId, type, fingerprint, acceptedAt, outcome }]);
}

/** Records what a command came to, in the transaction of its effect, and answers it. */
export async function decide(
  tx: Queryable,
  type: string,
  command: CommandReference,
  outcome: Outcome,
): Promise<Outcome> {
  await writeTogether(tx, [outcomePart(type, command, outcome)]);
  return outcome;
}

/**
 * The recorded outcome of a command's job, even if another request with the same key created the
 * job.
 */
export async function findDecision(
  tx: Queryable,
  command: Pick<CommandReference, 'jobId'>,
): Promise<Outcome | null> {
  return (await findOutcomes(tx, [command.jobId])).get(command.jobId)?.outcome ?? null;
}

/** The outcome of a job that must have one. */
export async function recordedOutcome(tx: Queryable, jobId: JobId): Promise<Outcome> {
  const known = (await findOutcomes(tx, [jobId])).get(jobId);
  if (!known) throw new Error(`${jobId} is settled and has no outcome`);
  return known.outcome;
}
