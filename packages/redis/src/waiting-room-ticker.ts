import type { ConcertId } from '@concert-mania/core/shared/ids';
import { UnrecoverableError, Worker } from 'bullmq';
import { z } from 'zod';
import type { ConsumerLog } from './bullmq/consumer.ts';
import { LOOK_AGAIN_MS } from './bullmq/open-queue.ts';
import type { RedisClient } from './connection.ts';
import type { Keys } from './keys.ts';
import { ADMISSIONS_QUEUE } from './waiting-room-schedule.ts';

/** Rooms one worker ticks side by side; a tick is mostly waiting. */
const ROOMS_AT_ONCE = 50;
const LOCK_MS = 10_000;
const STALL_CHECK_MS = 5_000;
const MAX_STALLS = 1_000;
/** BullMQ times the next tick by the clock of whoever made the last one; a clock further ahead would keep it back here. */
const CLOCK_AHEAD_MS = 2_000;

const tickData = z.strictObject({ concertId: z.string().min(1) });

export interface TickerOptions {
  /** A patient connection; BullMQ duplicates it for blocking. */
  readonly connection: RedisClient;
  readonly keys: Keys;
  readonly tick: (concertId: ConcertId, signal: AbortSignal) => Promise<{ readonly admitted: number }>;
  /** Starts a room's schedule anew, by the clock of this process. */
  readonly restart: (concertId: ConcertId) => Promise<void>;
  readonly onTick?: (status: 'completed' | 'failed', admitted: number) => void;
  readonly log: ConsumerLog;
}

/** Ticks the rooms whose schedules fire. A tick that fails is not tried again: the next one comes by itself. */
export function startTicker({ connection, keys, tick, restart, onTick, log }: TickerOptions): {
  close(): Promise<void>;
} {
  const stopping = new AbortController();
  const worker = new Worker<unknown, { readonly admitted: number }>(
    ADMISSIONS_QUEUE,
    async (job) => {
      const data = tickData.safeParse(job.data);
      if (!data.success) throw new UnrecoverableError('a tick names its concert');
      const { concertId } = data.data;
      if (job.timestamp > Date.now() + CLOCK_AHEAD_MS) {
        log.warn({ concertId, aheadMs: job.timestamp - Date.now() }, 'a clock runs ahead; ticks restarted');
        await restart(concertId);
      }
      return tick(concertId, stopping.signal);
    },
    {
      connection,
      prefix: keys.queuePrefix(ADMISSIONS_QUEUE),
      concurrency: ROOMS_AT_ONCE,
      lockDuration: LOCK_MS,
      stalledInterval: STALL_CHECK_MS,
      maxStalledCount: MAX_STALLS,
      runRetryDelay: LOOK_AGAIN_MS,
    },
  );
  worker.on('completed', (job, { admitted }) => {
    onTick?.('completed', admitted);
    if (admitted > 0) log.info({ jobId: job.id, admitted, status: 'completed' }, 'job');
  });
  worker.on('failed', (job, err) => {
    onTick?.('failed', 0);
    log.error({ jobId: job?.id, status: 'failed', err }, 'job');
  });
  worker.on('error', (err) => log.warn({ err, queue: ADMISSIONS_QUEUE }, 'queue connection'));
  return {
    close: async () => {
      stopping.abort();
      await worker.close();
    },
  };
}
