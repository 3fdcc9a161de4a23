import { GAVE_UP, type Outcome } from '@concert-mania/core/shared/outcome';
import type { RedisClient } from '../../connection/connection.ts';
import { loadScript } from '../../connection/load-script.ts';
import type { Keys } from '../../keys.ts';
import { answersMessage, type PublishedAnswer } from '../job-answers.ts';
import { FAILED_JOB_SECONDS, FINISHED_JOB_SECONDS, FINISHED_JOBS_PER_QUEUE } from '../producer.ts';

/** A waiting job, not yet validated. */
export interface WaitingJob {
  readonly id: string;
  readonly name: string;
  readonly data: string;
}

export type FinishedJob =
  | {
      readonly id: string;
      readonly state: 'completed';
      readonly returnValue: Outcome;
      /** When it was decided, as recorded in PostgreSQL. */
      readonly decidedAt: Date;
      readonly origin?: string | undefined;
    }
  | {
      readonly id: string;
      readonly state: 'failed';
      readonly reason: string;
      readonly origin?: string | undefined;
    };

/**
 * A BullMQ queue that one consumer reads in strict order: peek, commit the outcomes, acknowledge.
 * Jobs stay queued until acknowledged, so after a crash the next consumer reads the same jobs.
 */
export interface OrderedQueue {
  /**
   * The oldest waiting jobs, oldest first, or those right behind `after`. Empty if the jobs in
   * `after` are no longer the oldest.
   */
  peek(limit: number, after?: readonly WaitingJob[]): Promise<readonly WaitingJob[]>;
  /** Marks jobs as finished and notifies waiting clients. Idempotent. */
  acknowledge(jobs: readonly FinishedJob[]): Promise<void>;
  /** Resolves when a job may have been added, or after `timeoutSeconds`. */
  waitForWork(timeoutSeconds: number): Promise<void>;
}

/** A blocking read that exceeds its time by this much has lost its connection. */
const BLOCKED_MARGIN_MS = 2_000;

const PEEK = loadScript(new URL('./lua/peek-jobs-2.lua', import.meta.url));
const ACKNOWLEDGE = loadScript(new URL('./lua/acknowledge-jobs-3.lua', import.meta.url));

interface Scripts {
  peekJobs(
    wait: string,
    meta: string,
    prefix: string,
    limit: number,
    skip: number,
    last: string,
  ): Promise<string[]>;
  acknowledgeJobs(
    wait: string,
    completed: string,
    failed: string,
    ...args: (string | number)[]
  ): Promise<number>;
}

/** The name of a blocking connection, by which BullMQ and Bull Board count the queue's worker. */
export const consumerName = (keys: Keys, queue: string): string =>
  `${keys.queuePrefix(queue)}:${Buffer.from(queue).toString('base64')}`;

/** Opens an ordered queue. `blocking` is a dedicated connection for blocking reads. */
export function openOrderedQueue(
  redis: RedisClient,
  blocking: RedisClient,
  keys: Keys,
  name: string,
): OrderedQueue {
  redis.defineCommand('peekJobs', { numberOfKeys: 2, lua: PEEK });
  redis.defineCommand('acknowledgeJobs', { numberOfKeys: 3, lua: ACKNOWLEDGE });
  const scripts = redis as RedisClient & Scripts;
  const prefix = keys.queue(name);

  return {
    peek: async (limit, after = []) => {
      const last = after.at(-1)?.id ?? '';
      const flat = await scripts.peekJobs(
        `${prefix}wait`,
        `${prefix}meta`,
        prefix,
        limit,
        after.length,
        last,
      );
      const jobs: WaitingJob[] = [];
      for (let i = 0; i + 2 < flat.length; i += 3) {
        jobs.push({ id: flat[i] ?? '', name: flat[i + 1] ?? '', data: flat[i + 2] ?? '' });
      }
      return jobs;
    },
    acknowledge: async (jobs) => {
      const nowMs = Date.now();
      const ended = jobs.map((job) => endOf(job, nowMs));
      // One call for the batch, plus one per time of commands decided earlier.
      const acknowledged = [...Map.groupBy(ended, ({ atMs }) => atMs)].map(([atMs, together]) =>
        scripts.acknowledgeJobs(
          `${prefix}wait`,
          `${prefix}completed`,
          `${prefix}failed`,
          prefix,
          keys.jobChannel(''),
          atMs,
          FINISHED_JOB_SECONDS * 1_000,
          FAILED_JOB_SECONDS * 1_000,
          FINISHED_JOBS_PER_QUEUE,
          ...together.flatMap(({ job, outcomeJson }) => [
            job.id,
            job.state,
            job.state === 'completed' ? outcomeJson : job.reason,
          ]),
        ),
      );
      // Clients are notified after the jobs are finished. One connection keeps that order; a
      // cluster's nodes do not.
      if (redis.isCluster) await Promise.all(acknowledged);
      const messages = [...byOrigin(ended)].map(([origin, answers]) =>
        redis.publish(keys.answerChannel(origin), answersMessage(answers)),
      );
      await Promise.all([...acknowledged, ...messages]);
    },
    waitForWork: async (timeoutSeconds) => {
      const popped = blocking.bzpopmin(`${prefix}marker`, timeoutSeconds);
      const limitMs = timeoutSeconds * 1_000 + BLOCKED_MARGIN_MS;
      if (await answersWithin(popped, limitMs)) return;
      // The connection is silent: replaces it, and continues with the other connection.
      blocking.disconnect(true);
    },
  };
}

/** Whether the promise settles in time. Throws if it rejects in time. */
async function answersWithin(answer: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  // It may reject later, when its connection is replaced; that is no error.
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A finished job with what is stored and published of it. */
interface EndedJob {
  readonly job: FinishedJob;
  readonly atMs: number;
  readonly outcomeJson: string;
}

const GAVE_UP_JSON = JSON.stringify(GAVE_UP);

const endOf = (job: FinishedJob, nowMs: number): EndedJob =>
  job.state === 'completed'
    ? { job, atMs: job.decidedAt.getTime(), outcomeJson: JSON.stringify(job.returnValue) }
    : { job, atMs: nowMs, outcomeJson: GAVE_UP_JSON };

/** Groups outcomes by the process that accepted their commands. */
function byOrigin(ended: readonly EndedJob[]): ReadonlyMap<string, readonly PublishedAnswer[]> {
  const messages = new Map<string, PublishedAnswer[]>();
  for (const { job, atMs, outcomeJson } of ended) {
    if (job.origin === undefined) continue;
    const answers = messages.get(job.origin) ?? [];
    answers.push([job.id, atMs, outcomeJson]);
    messages.set(job.origin, answers);
  }
  return messages;
}
