import type { AccountId, JobId } from '../shared/ids.ts';
import type { Job } from './model.ts';
import type { JobAnswers, JobQueueReader, OutcomeReader } from './ports.ts';

export interface FindJobPorts {
  readonly queue: JobQueueReader;
  readonly outcomes: OutcomeReader;
  readonly answers: JobAnswers;
}

export type FindJob = (request: {
  readonly jobId: JobId;
  readonly accountId: AccountId;
  /** How long to wait for a final answer; 0 answers at once. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}) => Promise<Job | null>;

/** Finds an account's own job, in the queue or, when the queue has forgotten it, among the recorded outcomes. */
export function makeFindJob(ports: FindJobPorts): FindJob {
  const look = async (jobId: JobId): Promise<Job | null> => {
    const queued = await ports.queue.findJob(jobId);
    return queued ?? (await ports.outcomes.findOutcome(jobId));
  };

  return async ({ jobId, accountId, waitMs, signal }) => {
    const job = await look(jobId);
    if (job === null || job.accountId !== accountId) return null;
    if (job.outcome !== null || waitMs === 0) return job;
    await untilFinal(ports.answers, jobId, waitMs, signal, async () => {
      // It may have become final between the first look and the subscription.
      const again = await ports.queue.findJob(jobId);
      return again?.outcome !== undefined && again.outcome !== null;
    });
    return look(jobId);
  };
}

async function untilFinal(
  answers: JobAnswers,
  jobId: JobId,
  waitMs: number,
  signal: AbortSignal | undefined,
  alreadyFinal: () => Promise<boolean>,
): Promise<void> {
  const over = AbortSignal.any([AbortSignal.timeout(waitMs), ...(signal ? [signal] : [])]);
  let finish = () => {};
  const final = new Promise<void>((resolve) => {
    finish = resolve;
  });
  over.addEventListener('abort', finish);
  if (over.aborted) finish();
  // Not awaited by itself: a server that does not answer must not hold the client longer than it asked for.
  const subscription = answers.subscribe(jobId, finish);
  subscription
    .then(async () => {
      if (await alreadyFinal()) finish();
    })
    .catch(finish);
  try {
    await final;
  } finally {
    subscription.then(
      (unsubscribe) => unsubscribe(),
      () => undefined,
    );
    over.removeEventListener('abort', finish);
  }
}
