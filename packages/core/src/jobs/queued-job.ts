import type { JobId } from '../shared/ids.ts';
import type { CommandName } from './command-catalogue.ts';
import type { Job } from './model.ts';
import type { Submission } from './ports.ts';

/** The job of a submitted command before a worker has begun. */
export const queuedJob = (jobId: JobId, submission: Submission<CommandName>): Job => ({
  id: jobId,
  type: submission.name,
  accountId: submission.accountId,
  status: 'queued',
  createdAt: submission.acceptedAt,
  finishedAt: null,
  outcome: null,
});
