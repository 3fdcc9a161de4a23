import type { CommandOutcome, CommandPayload } from '@concert-mania/core/jobs/command-catalogue';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { DecidedBatch, RecordedOutcome } from '@concert-mania/core/shared/outcome';
import type { CheckInKind } from '@concert-mania/core/tickets/gate/check-in-kinds';
import {
  type AskedCheckIn,
  askCheckIns,
  type DecidedCheckIns,
  decideCheckIns,
} from '@concert-mania/core/tickets/gate/decide-check-ins';
import type { NewScan, Scan } from '@concert-mania/core/tickets/gate/decide-scans';
import { prepared, type Queryable } from '../../connection/database.ts';
import { writeTogether } from '../../connection/write-together.ts';
import { findOutcomes, outcomesPart } from '../../events/outcomes.ts';
import { decideInTransaction } from '../../holds/decide-in-transaction.ts';
import { admissionsPart, findScans, freeOvertaken, lockTickets, scansPart } from './scan-rows.ts';

type CheckInName = 'ticket.check-in' | 'ticket.check-in-batch';

/** Called with the scans that a transaction has committed. */
export type OnScans = (scans: readonly NewScan[]) => void;

const READY = Promise.resolve();

/** A batch command has up to 500 scans. Holds of the concert wait for the transaction. */
const MAX_SCANS = 1_000;

/**
 * Decides a run of check-ins in one transaction, on the connection that holds the partition's lock.
 * Commands beyond `MAX_SCANS` stay undecided.
 */
export const makeDecideCheckIns =
  <N extends CheckInName>(connection: Queryable, kind: Kind<N>, onScans: OnScans = () => undefined) =>
  async (
    commands: readonly AcceptedCommand<CommandPayload<N>>[],
  ): Promise<DecidedBatch<CommandOutcome<N>>> => {
    const asked = upToScans(askCheckIns(kind, commands), MAX_SCANS);
    const { outcomes, recorded } = await decideInTransaction(
      connection,
      () => readState<N>(connection, asked),
      async ([earlier, [clock], tickets, scans]) => {
        const seen = new Set<JobId>(earlier.keys());
        const fresh = asked.filter(({ command: { jobId } }) => !seen.has(jobId) && seen.add(jobId));
        const decided = decideCheckIns(kind, { tickets, scans }, fresh);
        await write(connection, kind, decided);
        const outcomes = new Map<JobId, RecordedOutcome<CommandOutcome<N>>>(earlier);
        const decidedAt = clock?.now ?? new Date();
        for (const { command, outcome } of decided.decisions)
          outcomes.set(command.jobId, { outcome, decidedAt });
        return { outcomes, recorded: decided.scans.recorded };
      },
    );
    onScans(recorded);
    return { outcomes, ready: READY };
  };

type Kind<N extends CheckInName> = CheckInKind<N, CommandPayload<N>, CommandOutcome<N>>;

function readState<N extends CheckInName>(
  connection: Queryable,
  asked: readonly AskedCheckIn<CommandPayload<N>>[],
) {
  const scans = asked.flatMap((each) => each.scans);
  const jobIds = asked.map(({ command }) => command.jobId);
  return Promise.all([
    findOutcomes<N>(connection, jobIds),
    connection.query<{ now: Date }>(prepared('select now() as now')),
    lockTickets(connection, scans),
    // With the tickets locked, every earlier decision about them is committed.
    findScans(connection, scans),
  ]);
}

async function write<N extends CheckInName>(
  connection: Queryable,
  { name }: Kind<N>,
  { decisions, scans }: DecidedCheckIns<CommandPayload<N>, CommandOutcome<N>>,
): Promise<void> {
  await freeOvertaken(connection, scans);
  await writeTogether(connection, [
    ...admissionsPart(scans),
    ...scansPart(scans),
    outcomesPart<N>(decisions.map(({ command, outcome }) => ({ ...command, type: name, outcome }))),
  ]);
}

/** The first command, and those after it while all of them together have few enough scans. */
function upToScans<A extends { readonly scans: readonly Scan[] }>(
  asked: readonly A[],
  most: number,
): readonly A[] {
  let scans = 0;
  const end = asked.findIndex((each, index) => {
    scans += each.scans.length;
    return scans > most && index > 0;
  });
  return end < 0 ? asked : asked.slice(0, end);
}
