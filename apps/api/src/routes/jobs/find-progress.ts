import type { Job } from '@concert-mania/core/jobs/model';
import type { CancellationReport } from '@concert-mania/core/shows/commands';
import type { ApiDeps } from '../../ports.ts';

/** Whether a job has progress now: the refunds of a cancelled performance. */
export const hasProgress = ({ type, outcome }: Job): boolean =>
  type === 'performance.cancel' && outcome === null;

/** The report of such a job so far. */
export const findProgress = async (
  job: Job,
  { shows }: Pick<ApiDeps, 'shows'>,
): Promise<CancellationReport | null> => (hasProgress(job) ? shows.findReportOf(job.id) : null);
