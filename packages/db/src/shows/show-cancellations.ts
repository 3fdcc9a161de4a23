import type { CancellationStore } from '@concert-mania/core/payments/refunds/cancel-reservation';
import { decidePerformanceCancellation } from '@concert-mania/core/programme/dates/cancel-performance';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { JobId, NewId, PerformanceId } from '@concert-mania/core/shared/ids';
import { rejected, succeeded } from '@concert-mania/core/shared/outcome';
import {
  type CancelPerformance,
  type CancelPerformanceOutcome,
  cancelPerformance,
} from '@concert-mania/core/shows/commands';
import type { BegunCancellation, OpenCancellation, ShowCancellations } from '@concert-mania/core/shows/ports';
import { changeProgramme } from '../catalogue/admin-programme.ts';
import type { Database, Queryable } from '../connection/database.ts';
import { findOutcomes, recordOutcomes } from '../events/outcomes.ts';
import { listLive, nextToEnd, UNANSWERED } from './show-items.ts';
import { reportOpen } from './show-report.ts';

type Cancel = AcceptedCommand<CancelPerformance>;

/** Cancelled performances in PostgreSQL. Their reservations are cancelled as by the box office. */
export function makeShowCancellations(
  db: Database,
  reservations: CancellationStore,
  newId: NewId,
): ShowCancellations {
  return {
    begin: (command) => db.transaction((tx) => begin(tx, command)),
    take: (leaseMs) => db.query<OpenCancellation>(TAKE, [leaseMs]),
    giveBack: async (performanceId, restMs) => {
      await db.query(GIVE_BACK, [performanceId, restMs]);
    },
    next: async (performanceId, limit) => {
      const found = await nextToEnd(db, performanceId, limit);
      if (found.length > 0) return found;
      const late = await db.transaction((tx) => listLive(tx, performanceId));
      return late === 0 ? [] : nextToEnd(db, performanceId, limit);
    },
    end: async ({ performanceId, reason }, { reservationId, accountId }, checkAfterMs) => {
      const request = {
        type: 'reservation.cancel',
        jobId: jobOf(newId),
        accountId,
        fingerprint: performanceId,
        acceptedAt: new Date(),
        reservationId,
        ownerId: null,
        seatNumbers: null,
        refund: 'full',
        reason,
      } as const;
      const claim = await reservations.claimCancellation(request, { checkAfterMs });
      // Another command was first: the next round sees what it left.
      return claim.kind === 'decided' && claim.outcome.status !== 'succeeded' ? null : claim;
    },
    finish: (performanceId) => db.transaction((tx) => finish(tx, performanceId)),
  };
}

/** The job under which the refund of one reservation is recorded. */
const jobOf = (newId: NewId): JobId => `job_ca0${newId('res').slice('res_'.length)}`;

async function begin(tx: Queryable, command: Cancel): Promise<BegunCancellation> {
  const { performanceId, reason } = command.payload;
  const [found] = await tx.query<{ concert_id: string }>(
    'select concert_id from performances where id = $1',
    [performanceId],
  );
  if (!found) return decided(tx, command, rejected({ code: 'performance_not_found' }));
  const by = { accountId: command.accountId, requestId: command.requestId ?? null };
  // Locks the concert, so that two deliveries of the job do not both begin.
  const changed = await changeProgramme(tx, found.concert_id, by, (programme) =>
    decidePerformanceCancellation(programme, performanceId, reason),
  );
  if (!changed.ok) return resume(tx, command);
  await tx.query(INSERT, [
    performanceId,
    command.jobId,
    command.accountId,
    command.fingerprint,
    command.acceptedAt.toISOString(),
    reason,
  ]);
  await listLive(tx, performanceId);
  return { kind: 'under_way', isNew: true };
}

/** An earlier delivery of this job cancelled the performance, or another job did. */
async function resume(tx: Queryable, command: Cancel): Promise<BegunCancellation> {
  const outcome = (await findOutcomes<'performance.cancel'>(tx, [command.jobId])).get(command.jobId)?.outcome;
  if (outcome) return { kind: 'decided', outcome };
  const mine = await tx.query('select from show_cancellations where job_id = $1', [command.jobId]);
  if (mine.length > 0) return { kind: 'under_way', isNew: false };
  return decided(tx, command, rejected({ code: 'performance_cancelled' }));
}

async function decided(
  tx: Queryable,
  command: Cancel,
  outcome: CancelPerformanceOutcome,
): Promise<BegunCancellation> {
  const known = (await findOutcomes<'performance.cancel'>(tx, [command.jobId])).get(command.jobId)?.outcome;
  if (!known) await recordOutcomes(tx, [{ ...command, type: cancelPerformance.name, outcome }]);
  return { kind: 'decided', outcome: known ?? outcome };
}

const INSERT = `
  insert into show_cancellations (performance_id, job_id, account_id, fingerprint, accepted_at, reason, cancelled_before)
  values ($1, $2, $3, $4, $5, $6, (select count(*) from reservations where performance_id = $1 and status = 'cancelled'))`;

const TAKE = `
  update show_cancellations c set lease_until = now() + make_interval(secs => $1::double precision / 1000)
  where performance_id in (select performance_id from show_cancellations
    where finished_at is null and lease_until <= now() order by lease_until for update skip locked)
  returning performance_id as "performanceId", job_id as "jobId", reason, ${UNANSWERED} as unanswered`;

const GIVE_BACK = `
  update show_cancellations set lease_until = now() + make_interval(secs => $2::double precision / 1000)
  where performance_id = $1`;

async function finish(tx: Queryable, performanceId: PerformanceId): Promise<boolean> {
  const [job] = await tx.query<JobRow>(LOCK_JOB, [performanceId]);
  const open = await reportOpen(tx, performanceId);
  if (!job || !open?.isDone) return false;
  const outcome = succeeded(open.report);
  await recordOutcomes(tx, [{ ...job, type: cancelPerformance.name, outcome }]);
  await tx.query('update show_cancellations set finished_at = now() where performance_id = $1', [
    performanceId,
  ]);
  return true;
}

interface JobRow {
  jobId: JobId;
  accountId: string;
  fingerprint: string;
  acceptedAt: Date;
}

const LOCK_JOB = `
  select job_id as "jobId", account_id as "accountId", fingerprint, accepted_at as "acceptedAt"
  from show_cancellations where performance_id = $1 for update`;
