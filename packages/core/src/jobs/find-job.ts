import { type AccountId, type JobId, looksLikeId } from '../shared/ids.ts';
import type { StopSignal } from '../shared/stop-signal.ts';
import type { Job } from './model.ts';
import type { JobAnswers, JobQueueReader, OutcomeReader } from './ports.ts';

/**
 * A job active for longer may have an outcome that its queue lacks: another process settled the
 * payment, or the queue lost writes. The age is by one clock, so no process shows a final job as
 * active again.
 */
const SOON_MS = 30_000;

export interface FindJobPorts {
  readonly queue: JobQueueReader;
  readonly outcomes: OutcomeReader;
  readonly answers: JobAnswers;
}

export type FindJob = (request: {
  readonly jobId: JobId;
  readonly accountId: AccountId;
  /** How long to wait for the final job; 0 returns at once. */
  readonly waitMs: number;
  readonly signal?: StopSignal;
}) => Promise<Job | null>;

/** Notifications may be lost, so a waiting request polls at this interval. */
const LOOK_AGAIN_MS = 2_000;

/**
 * Finds a job of the account: among jobs this process accepted recently, then in the queue, then
 * among recorded outcomes if the queue lacks it, gave it up or has had it active for long.
 */
export function makeFindJob(ports: FindJobPorts, lookAgainMs = LOOK_AGAIN_MS): FindJob {
  const isDoubtful = async (job: Job): Promise<boolean> =>
    job.status === 'failed' || (job.status === 'processing' && (await ports.queue.ageOf(job)) > SOON_MS);
  const look = async (jobId: JobId): Promise<Job | null> => {
    const queued = await ports.queue.findJob(jobId);
    if (queued !== null && !(await isDoubtful(queued))) return queued;
    return (await ports.outcomes.findOutcome(jobId)) ?? queued;
  };

  return async ({ jobId, accountId, waitMs, signal }) => {
    if (!looksLikeId('job', jobId)) return null;
    const accepted = waitMs > 0 ? ports.answers.accepted(jobId) : null;
    const job = accepted ?? (await look(jobId));
    if (job === null || job.accountId !== accountId) return null;
    if (job.outcome !== null || waitMs === 0) return job;
    const wait = { jobId, waitMs, lookAgainMs, signal };
    return (await waitUntilFinal(ports.answers, look, wait)) ?? look(jobId);
  };
}

interface Wait {
  readonly jobId: JobId;
  readonly waitMs: number;
  readonly lookAgainMs: number;
  readonly signal: StopSignal | undefined;
}

/** The final job as notified; null if the wait is over or the notification has no outcome. */
function waitUntilFinal(
  answers: JobAnswers,
  look: (jobId: JobId) => Promise<Job | null>,
  { jobId, waitMs, lookAgainMs, signal }: Wait,
): Promise<Job | null> {
  return new Promise((resolve, reject) => {
    let leftMs = waitMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (job: Job | null) => {
      clearTimeout(timer);
      listening.stop();
      signal?.removeEventListener('abort', leave);
      resolve(job);
    };
    const leave = () => end(null);
    const listening = answers.listen(jobId, end);
    const lookAgain = () => {
      look(jobId).then((job) => {
        if (job?.outcome) end(job);
      }, reject);
    };
    const tick = () => {
      if (leftMs <= 0) return end(null);
      if (leftMs < waitMs) lookAgain();
      const pauseMs = Math.min(leftMs, lookAgainMs);
      leftMs -= pauseMs;
      timer = setTimeout(tick, pauseMs);
    };
    tick();
    listening.since?.then(lookAgain, leave);
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave);
  });
}
