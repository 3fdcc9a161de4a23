import type { JobId, PerformanceId, ReservationId } from '@concert-mania/core/shared/ids';
import type { CancellationReport } from '@concert-mania/core/shows/commands';
import type { ShowCancellation, ShowCancellationReader } from '@concert-mania/core/shows/ports';
import type { Queryable } from '../connection/database.ts';
import { ITEMS } from './show-items.ts';

/** The most reservations that a report lists by id. */
const MOST_LISTED = 100;

const listed = (of: string) =>
  `coalesce((array_agg(n.reservation_id order by n.reservation_id) filter (where ${of}))[:${MOST_LISTED}], '{}')`;

const REPORT = (where: string) => `
  select c.performance_id, c.job_id, c.reason, c.started_at, c.finished_at, c.cancelled_before,
    now() > c.started_at + interval '3 seconds' as settled, n.*
  from show_cancellations c cross join lateral (
    select count(*) filter (where not n.at_desk)::int as total,
      count(*) filter (where not n.at_desk and not n.open)::int as done,
      count(*) filter (where not n.at_desk and n.open and n.stuck)::int as blocked,
      coalesce(sum(n.total_amount) filter (where not n.at_desk and n.open and n.stuck), 0)::bigint as blocked_amount,
      count(*) filter (where n.at_desk and n.open)::int as at_desk,
      coalesce(sum(n.total_amount) filter (where n.at_desk and n.open), 0)::bigint as at_desk_amount,
      coalesce(sum(n.refunded), 0)::bigint as refunded_amount,
      ${listed('not n.at_desk and n.open and n.stuck')} as blocked_ids, ${listed('n.at_desk and n.open')} as desk_ids
    from (${ITEMS}) as n) as n
  where ${where}`;

interface ReportRow {
  performance_id: PerformanceId;
  job_id: JobId;
  reason: string;
  started_at: Date;
  finished_at: Date | null;
  cancelled_before: number;
  settled: boolean;
  total: number;
  done: number;
  blocked: number;
  blocked_amount: number;
  at_desk: number;
  at_desk_amount: number;
  refunded_amount: number;
  blocked_ids: ReservationId[];
  desk_ids: ReservationId[];
}

const toReport = (row: ReportRow): CancellationReport => ({
  total: row.total,
  done: row.done,
  refundedAmount: row.refunded_amount,
  blocked: row.blocked,
  blockedAmount: row.blocked_amount,
  cancelledBefore: row.cancelled_before,
  atDesk: row.at_desk,
  atDeskAmount: row.at_desk_amount,
});

const toCancellation = (row: ReportRow): ShowCancellation => ({
  performanceId: row.performance_id,
  jobId: row.job_id,
  reason: row.reason,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  report: toReport(row),
  blocked: row.blocked_ids,
  atDesk: row.desk_ids,
});

/**
 * The report of an open cancellation, and whether only blocked reservations are left. A hold that
 * was decided on terms of a second ago may still come for some seconds.
 */
export async function reportOpen(
  tx: Queryable,
  performanceId: PerformanceId,
): Promise<{ readonly report: CancellationReport; readonly isDone: boolean } | null> {
  const [row] = await tx.query<ReportRow>(REPORT('c.performance_id = $1 and c.finished_at is null'), [
    performanceId,
  ]);
  if (!row) return null;
  return { report: toReport(row), isDone: row.settled && row.done + row.blocked === row.total };
}

/** Cancelled performances as staff read them, with figures of this moment. */
export function makeShowCancellationReader(db: Queryable): ShowCancellationReader {
  return {
    find: async (performanceId) => {
      const [row] = await db.query<ReportRow>(REPORT('c.performance_id = $1'), [performanceId]);
      return row ? toCancellation(row) : null;
    },
    findReportOf: async (jobId) => {
      const [row] = await db.query<ReportRow>(REPORT('c.job_id = $1'), [jobId]);
      return row ? toReport(row) : null;
    },
  };
}
