import type { ConcertId } from '@concert-mania/core/shared/ids';
import { UnrecoverableError, Worker } from 'bullmq';
import { z } from 'zod';
import { LOOK_AGAIN_MS } from '../bullmq/queues/open-queue.ts';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { ADMISSIONS_QUEUE } from './schedule.ts';

const RINGS_AT_ONCE = 50;
const LOCK_MS = 10_000;
const STALL_CHECK_MS = 5_000;
const MAX_STALLS = 1_000;

const ring = z.object({ concertId: z.string().min(1) });

export interface BellOptions {
  /** A patient connection; BullMQ duplicates it for blocking. */
  readonly connection: RedisClient;
  readonly keys: Keys;
  readonly onRing: (concertId: ConcertId) => Promise<void>;
  readonly log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}

/**
 * Listens for rooms that became busy. A failed ring is not retried; the next one comes by itself.
 */
export function startBell({ connection, keys, onRing, log }: BellOptions): { close(): Promise<void> } {
  const worker = new Worker<unknown, void>(
    ADMISSIONS_QUEUE,
    async (job) => {
      const data = ring.safeParse(job.data);
      if (!data.success) throw new UnrecoverableError(`job ${job.id} names no concert`);
      await onRing(data.data.concertId);
    },
    {
      connection,
      prefix: keys.queuePrefix(ADMISSIONS_QUEUE),
      concurrency: RINGS_AT_ONCE,
      lockDuration: LOCK_MS,
      stalledInterval: STALL_CHECK_MS,
      maxStalledCount: MAX_STALLS,
      runRetryDelay: LOOK_AGAIN_MS,
    },
  );
  worker.on('failed', (job, err) => log.error({ jobId: job?.id, status: 'failed', err }, 'job'));
  worker.on('error', (err) => log.warn({ err, queue: ADMISSIONS_QUEUE }, 'queue connection'));
  return { close: () => worker.close() };
}
