import type { AccountId, JobId } from '../shared/ids.ts';
import type { Outcome } from '../shared/outcome.ts';

export type JobStatus = 'queued' | 'processing' | Outcome['status'];

/** A command's job as its owner sees it, whether from the queue or from the outcomes. */
export interface Job {
  readonly id: JobId;
  readonly type: string;
  readonly accountId: AccountId;
  readonly status: JobStatus;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Null until the job is final. */
  readonly outcome: Outcome | null;
}
