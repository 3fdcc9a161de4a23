import { DecisionFailed } from '@concert-mania/core/holds/decision-failed';
import type { CommandName, CommandOutcome, CommandPayload } from '@concert-mania/core/jobs/command-catalogue';
import type { DecidedCommand } from '@concert-mania/core/jobs/model';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { DecidedBatch, RecordedOutcome } from '@concert-mania/core/shared/outcome';
import type { Queryable } from '../connection/database.ts';
import { findOutcomes, recordOutcomes } from '../events/outcomes.ts';
import { decideInTransaction } from './decide-in-transaction.ts';

/** Decides commands of one name in order. */
export type DecideInOrder<N extends CommandName> = (
  commands: readonly AcceptedCommand<CommandPayload<N>>[],
) => Promise<DecidedBatch<CommandOutcome<N>>>;

/** One command in the transaction that records its outcome. Runs `committed` after it. */
export type DecideOne<N extends CommandName> = (
  tx: Queryable,
  command: AcceptedCommand<CommandPayload<N>>,
) => Promise<{ readonly outcome: CommandOutcome<N>; readonly committed?: () => void }>;

/**
 * Decides each command in a transaction of its own on the session that has the partition's lock. A
 * command decided before gets its recorded outcome.
 */
export function decideOneByOne<N extends CommandName>(
  session: Queryable,
  name: N,
  decide: DecideOne<N>,
): DecideInOrder<N> {
  type Recorded = RecordedOutcome<CommandOutcome<N>>;
  const decideNext = async (command: AcceptedCommand<CommandPayload<N>>): Promise<Recorded> => {
    const { jobId, acceptedAt } = command;
    const read = () =>
      Promise.all([findOutcomes<N>(session, [jobId]), session.query<{ at: Date }>('select now() as at')]);
    const { recorded, committed } = await decideInTransaction(session, read, async ([earlier, [began]]) => {
      const known = earlier.get(jobId);
      if (known) return { recorded: { outcome: known.outcome, decidedAt: known.decidedAt } };
      const { outcome, committed } = await decide(session, command);
      await recordOutcomes(session, [{ ...command, type: name, outcome } as DecidedCommand<CommandName>]);
      return { recorded: { outcome, decidedAt: began?.at ?? acceptedAt }, committed };
    });
    committed?.();
    return recorded;
  };
  return async (commands) => {
    const outcomes = new Map<JobId, Recorded>();
    for (const command of commands) outcomes.set(command.jobId, await decideNext(command));
    return { outcomes, ready: Promise.resolve() };
  };
}

/** Runs a pure decision. What it throws is the command's fault, not the database's. */
export function decidePurely<T>(decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    throw new DecisionFailed(error);
  }
}
