import type { ConcertId } from '@concert-mania/core/shared/ids';
import { UnrecoverableError } from 'bullmq';
import { z } from 'zod';
import { startWorker } from '../bullmq/start-worker.ts';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { ADMISSIONS_QUEUE } from './schedule.ts';

const RINGS_AT_ONCE = 50;

const ring = z.object({ concertId: z.string().min(1) });

export interface BellOptions {
  /** A patient connection; BullMQ duplicates it for blocking reads. */
  readonly connection: RedisClient;
  readonly keys: Keys;
  readonly onRing: (concertId: ConcertId) => Promise<void>;
  readonly log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}

/**
 * Listens for rooms that became busy. A failed ring is not retried; the next one comes by itself.
 */
export function startBell({ connection, keys, onRing, log }: BellOptions): { close(): Promise<void> } {
  const worker = startWorker<void>({
    connection,
    keys,
    queue: ADMISSIONS_QUEUE,
    process: async (job) => {
      const data = ring.safeParse(job.data);
      if (!data.success) throw new UnrecoverableError(`job ${job.id} names no concert`);
      await onRing(data.data.concertId);
    },
    concurrency: RINGS_AT_ONCE,
    log,
  });
  worker.on('failed', (job, err) => log.error({ jobId: job?.id, status: 'failed', err }, 'job'));
  return { close: () => worker.close() };
}
