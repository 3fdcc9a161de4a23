import { inSpan } from '@concert-mania/runtime/tracing/in-span';
import { readTraceparent } from '@concert-mania/runtime/tracing/trace-context';
import {
  type BackendFactory,
  createRedisBackend,
  type Job,
  type RedisQueueBackend,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import type { ConsumerLog } from './consumer-log.ts';
import { jobAttributes } from './job-attributes.ts';

/** A job is given to another worker when its own has been silent for this long. */
export const LOCK_MS = 10_000;
const STALL_CHECK_MS = 5_000;
/** A killed worker is no fault of the job. It is redelivered this often before it fails. */
const MAX_STALLS = 1_000;
/** BullMQ's default of 15 s before a worker reads again is longer than most outages. */
const RETRY_AFTER_FAULT_MS = 1_000;

export interface StartWorkerOptions<R>
  extends Pick<WorkerOptions, 'concurrency' | 'removeOnComplete' | 'removeOnFail'> {
  /** A patient connection; BullMQ duplicates it for blocking. */
  readonly connection: RedisClient;
  readonly keys: Keys;
  readonly queue: string;
  /** Removes personal data from an error: BullMQ keeps its message as `failedReason`. */
  readonly cleanError?: (error: unknown) => void;
  readonly process: (job: Job<unknown, R>) => Promise<R>;
  /** BullMQ's own, if absent. */
  readonly backend?: BackendFactory<RedisQueueBackend>;
  /** The pause before the next try of a job whose backoff type is `custom`. */
  readonly backoffMs?: (attempt: number, error: unknown) => number;
  readonly log: Pick<ConsumerLog, 'warn'>;
}

/** Whether a job waits for an external event that wakes it. This is no fault of its worker. */
export const isWaiting = (error: unknown): error is Error & { readonly retryWithinMs: number } =>
  error instanceof Error && 'retryWithinMs' in error && typeof error.retryWithinMs === 'number';

const traced = z.object({ traceparent: z.string() });

/** The trace that a job was queued in. */
export const traceparentOfJob = ({ data }: Job): string | undefined =>
  readTraceparent(traced.safeParse(data).data?.traceparent);

/** Starts a BullMQ worker with the limits that all queues share. */
export function startWorker<R>(options: StartWorkerOptions<R>): Worker<unknown, R> {
  const { connection, keys, queue, process, cleanError, backoffMs, backend, log, ...more } = options;
  const work = (job: Job<unknown, R>) =>
    process(job).catch((error: unknown) => {
      cleanError?.(error);
      throw error;
    });
  const inTrace = (job: Job<unknown, R>) => {
    const span = {
      kind: 'consumer',
      parent: traceparentOfJob(job) ?? null,
      attributes: () => ({
        ...jobAttributes('process', queue, job.id ?? ''),
        'concert_mania.attempt': job.attemptsMade,
      }),
      isFault: (error: unknown) => !isWaiting(error),
    } as const;
    return inSpan(`process ${job.name}`, span, () => work(job));
  };
  const settings: WorkerOptions = {
    ...more,
    connection,
    prefix: keys.queuePrefix(queue),
    lockDuration: LOCK_MS,
    stalledInterval: STALL_CHECK_MS,
    maxStalledCount: MAX_STALLS,
    runRetryDelay: RETRY_AFTER_FAULT_MS,
    ...(backoffMs && {
      settings: {
        backoffStrategy: (attempt: number, _type?: string, error?: Error) => backoffMs(attempt, error),
      },
    }),
  };
  const worker = new Worker<unknown, R>(queue, inTrace, settings, backend ?? createRedisBackend);
  worker.on('error', (err) => log.warn({ err, queue }, 'queue connection'));
  return worker;
}
