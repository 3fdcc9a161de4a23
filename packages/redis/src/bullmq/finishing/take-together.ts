import { type RedisQueueBackend, raw2NextJobData } from 'bullmq';
import type { RedisClient } from '../../connection/connection.ts';
import { loadScript } from '../../connection/load-script.ts';

const TAKE = loadScript(new URL('./lua/take-jobs-5.lua', import.meta.url));
const KEY_NAMES = ['wait', 'active', 'delayed', 'meta', 'marker'] as const;

/** One call blocks Redis for less than a millisecond. */
const JOBS_PER_CALL = 32;

export interface TakeOptions {
  readonly lockMs: number;
  /** How many jobs the worker has at a time. */
  readonly concurrency: number;
}

type Taken = readonly [fields: readonly string[], id: string];

interface Scripts {
  takeJobs(...args: (string | number)[]): Promise<readonly [jobs: readonly Taken[], othersMayWait: 0 | 1]>;
}

/**
 * After a job that BullMQ's worker takes, takes others for its idle places in one call. Its next
 * calls get them. They must have no priorities and no limit of their rate.
 */
export function takeTogether(
  backend: RedisQueueBackend,
  redis: RedisClient,
  prefix: string,
  { lockMs, concurrency }: TakeOptions,
): void {
  redis.defineCommand('takeJobs', { numberOfKeys: KEY_NAMES.length, lua: TAKE });
  const takeOne = backend.moveToActive.bind(backend);
  const waitForJob = backend.waitForJob.bind(backend);
  const close = backend.close.bind(backend);
  /** By the token of the call that gets the job. */
  const taken = new Map<string, Taken>();
  let isEmpty = false;

  const takeMore = async (token: string): Promise<void> => {
    const [, worker, number] = NUMBERED.exec(token) ?? [];
    if (worker === undefined) return;
    const [jobs, othersMayWait] = await (redis as RedisClient & Scripts).takeJobs(
      ...KEY_NAMES.map((key) => prefix + key),
      ...[prefix, Date.now(), lockMs, concurrency, JOBS_PER_CALL],
      ...[worker, Number(number)],
    );
    for (const [n, job] of jobs.entries()) taken.set(`${worker}${Number(number) + n + 1}`, job);
    isEmpty = othersMayWait === 0;
  };
  /** Jobs that the worker did not ask for, because it stops. */
  const giveBack = async (): Promise<void> => {
    const jobs = [...taken];
    taken.clear();
    await Promise.all(jobs.map(([token, [, id]]) => backend.moveJobFromActiveToWait(id, token)));
  };

  backend.moveToActive = async (token, name) => {
    const ready = taken.get(token);
    if (ready) {
      taken.delete(token);
      return raw2NextJobData([...ready, 0, 0]);
    }
    if (taken.size > 0) await giveBack();
    if (isEmpty) {
      isEmpty = false;
      return NO_JOB;
    }
    const first = await takeOne(token, name);
    if (first[0]) {
      await takeMore(token).catch(() => {
        // The first job was taken all the same. Locks of others that were taken expire.
      });
    }
    return first;
  };
  backend.waitForJob = (blockTimeout) => {
    // A job may be added during the wait.
    isEmpty = false;
    return waitForJob(blockTimeout);
  };
  backend.close = async (force) => {
    await giveBack().catch(() => {
      // Their locks expire, and another worker gets them.
    });
    return close(force);
  };
}

/** BullMQ's worker numbers the tokens of its calls. */
const NUMBERED = /^(.*:)(\d+)$/;
const NO_JOB: unknown[] = [];
