import { batchByTurn } from '@concert-mania/runtime/async/batch-calls';
import { type BackendFactory, createRedisBackend, type RedisQueueBackend, raw2NextJobData } from 'bullmq';
import type { RedisClient } from '../../connection/connection.ts';
import { loadScript } from '../../connection/load-script.ts';
import type { Keys } from '../../keys.ts';
import { type TakeOptions, takeTogether } from './take-together.ts';

const FINISH = loadScript(new URL('./lua/finish-jobs-7.lua', import.meta.url));
const KEY_NAMES = ['wait', 'active', 'stalled', 'delayed', 'meta', 'completed', 'marker'] as const;

/** One call blocks Redis for less than a millisecond. */
const JOBS_PER_CALL = 32;

export interface FinishOptions extends TakeOptions {
  /** How long, and how many, completed jobs are kept. */
  readonly keepSeconds: number;
  readonly keepJobs: number;
}

interface Ended {
  readonly id: string;
  readonly token: string;
  readonly returnValue: string;
  /** Whether the worker wants another job in place of this one. */
  readonly fetchNext: boolean;
}

/** An error code, 0, or the fields and the id of the next job. */
type Answer = number | readonly [fields: readonly string[], id: string];

interface Scripts {
  finishJobs(...args: (string | number)[]): Promise<readonly Answer[]>;
}

/**
 * BullMQ's backend of a worker, but it takes several jobs in one call, and finishes in one call the
 * jobs of one turn of the event loop. They must have no parents, no deduplication and no priority.
 */
export function finishTogether(
  redis: RedisClient,
  keys: Keys,
  options: FinishOptions,
): BackendFactory<RedisQueueBackend> {
  redis.defineCommand('finishJobs', { numberOfKeys: KEY_NAMES.length, lua: FINISH });
  return (name, opts, more) => {
    const backend = createRedisBackend(name, opts, more);
    const prefix = keys.queue(name);
    const failed = (jobId: string, code: number) =>
      backend.finishedErrors({ code, jobId, command: 'moveToFinished', state: 'active' });
    const finish = batchByTurn<Ended, { result: unknown[] | undefined; finishedOn: number }>(
      async (_, ended) => {
        const finishedOn = Date.now();
        const answers = await (redis as RedisClient & Scripts).finishJobs(
          ...KEY_NAMES.map((key) => prefix + key),
          ...[prefix, keys.jobChannel(''), finishedOn, options.lockMs],
          ...[options.keepSeconds * 1_000, options.keepJobs],
          ...ended.flatMap((job) => [job.id, job.token, job.returnValue, job.fetchNext ? 1 : 0]),
        );
        return ended.map(({ id }, at) => {
          const answer = answers[at] ?? 0;
          if (typeof answer !== 'number') return { result: raw2NextJobData([...answer, 0, 0]), finishedOn };
          return answer < 0 ? Promise.reject(failed(id, answer)) : { result: undefined, finishedOn };
        });
      },
      JOBS_PER_CALL,
    );
    takeTogether(backend, redis, prefix, options);
    backend.moveToCompleted = async (job, returnValue, _, token, fetchNext) =>
      finish('', {
        id: job.id ?? '',
        token,
        returnValue: JSON.stringify(returnValue),
        fetchNext: fetchNext && backend.closing === undefined,
      });
    return backend;
  };
}
