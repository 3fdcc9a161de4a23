import type { CommandName, CommandOutcome } from '@concert-mania/core/jobs/command-catalogue';
import type { DecidedCommand } from '@concert-mania/core/jobs/model';
import type { OutcomeReader } from '@concert-mania/core/jobs/ports';
import { readStoredJob } from '@concert-mania/core/jobs/stored-job';
import type { JobId } from '@concert-mania/core/shared/ids';
import { GAVE_UP, type Outcome, type RecordedOutcome } from '@concert-mania/core/shared/outcome';
import { jsonArray, textArray, timestampArray } from '../connection/binary-arrays.ts';
import { prepared, type Queryable } from '../connection/database.ts';
import { PartNotWritten } from '../connection/part-not-written.ts';
import type { WritePart } from '../connection/write-together.ts';

const INSERT = `insert into command_outcomes (job_id, account_id, type, fingerprint, accepted_at, outcome)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::json[])
  on conflict (job_id) do update set outcome = excluded.outcome, decided_at = now()
    where command_outcomes.outcome->>'status' = 'failed'
  returning 1`;

/**
 * Outcomes as a part of a larger write. A job decided before is left out of the count. A job that
 * was given up and retried by hand is decided now.
 */
export const outcomesPart = <N extends CommandName>(decided: readonly DecidedCommand<N>[]): WritePart => ({
  name: 'outcomes',
  sql: INSERT,
  values: [
    textArray(decided.map((command) => command.jobId)),
    textArray(decided.map((command) => command.accountId)),
    textArray(decided.map((command) => command.type)),
    textArray(decided.map((command) => command.fingerprint)),
    timestampArray(decided.map((command) => command.acceptedAt)),
    jsonArray(decided.map((command) => JSON.stringify(command.outcome))),
  ],
  rows: decided.length,
});

/** Records outcomes in the transaction of their effects. Throws when a job was decided before. */
export async function recordOutcomes(
  tx: Queryable,
  decided: readonly DecidedCommand<CommandName>[],
): Promise<void> {
  if (decided.length === 0) return;
  const part = outcomesPart(decided);
  const { length } = await tx.query(prepared(part.sql), part.values);
  if (length !== part.rows) throw new PartNotWritten(part, length);
}

/**
 * Records that a command was given up and had no effect. Changes nothing if it was decided
 * meanwhile.
 */
export async function recordFailure(
  db: Queryable,
  command: Omit<DecidedCommand<CommandName>, 'outcome'>,
): Promise<void> {
  const { sql, values } = outcomesPart([{ ...command, outcome: GAVE_UP }]);
  await db.query(sql, values);
}

interface OutcomeRow<O> {
  job_id: string;
  account_id: string;
  type: string;
  fingerprint: string;
  outcome: O;
  accepted_at: Date;
  decided_at: Date;
}

/** An outcome with the fingerprint of the command that was decided. */
export interface KnownOutcome<O extends Outcome> extends RecordedOutcome<O> {
  readonly fingerprint: string;
}

/**
 * Outcomes already recorded for these jobs, which are all of type `N`. A job that was given up and
 * is tried again has none yet.
 */
export async function findOutcomes<N extends CommandName>(
  tx: Queryable,
  jobIds: readonly JobId[],
): Promise<ReadonlyMap<JobId, KnownOutcome<CommandOutcome<N>>>> {
  type Row = OutcomeRow<CommandOutcome<N>>;
  const rows = await tx.query<Pick<Row, 'job_id' | 'fingerprint' | 'outcome' | 'decided_at'>>(
    prepared(`select job_id, fingerprint, outcome, decided_at from command_outcomes
     where job_id = any($1) and outcome->>'status' <> 'failed'`),
    [textArray(jobIds)],
  );
  return new Map(
    rows.map(({ job_id, fingerprint, outcome, decided_at }) => [
      job_id,
      { fingerprint, outcome, decidedAt: decided_at },
    ]),
  );
}

/** Reads decided jobs from the truth, for when the queue has forgotten them. */
export function makeOutcomeStore(db: Queryable): OutcomeReader {
  return {
    findOutcome: async (jobId) => {
      const [row] = await db.query<Omit<OutcomeRow<unknown>, 'fingerprint'>>(
        `select job_id, account_id, type, outcome, accepted_at, decided_at from command_outcomes
         where job_id = $1`,
        [jobId],
      );
      if (!row) return null;
      return readStoredJob({
        id: row.job_id,
        type: row.type,
        accountId: row.account_id,
        begun: true,
        createdAt: row.accepted_at,
        finishedAt: row.decided_at,
        outcome: row.outcome,
      });
    },
  };
}
