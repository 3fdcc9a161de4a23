import type { CommandDefinition } from '@concert-mania/core/shared/command';
import { commandEnvelope, GAVE_UP, type Outcome } from '@concert-mania/core/shared/outcome';
import { type Job, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { makeConsumerHealth, type Stuck } from './consumer-health.ts';
import type { ConsumerLog } from './consumer-log.ts';
import { answersMessage, type ToldAnswer } from './job-answers.ts';
import type { JobSecrets } from './job-secrets.ts';
import { FAILED_JOB_SECONDS, FINISHED_JOB_SECONDS, FINISHED_JOBS_PER_QUEUE } from './producer.ts';
import { type AcceptedCommand, readCommand } from './read-command.ts';
import { startWorker } from './start-worker.ts';

/** A waiting job is woken. The retry is only for a lost wake-up. */
const FIRST_WAIT_MS = 2_000;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 10_000;

/** The delay before a job's next attempt: up to ten seconds, or longer if the error says so. */
export function backoffMs(attempt: number, error: unknown): number {
  return isWaiting(error)
    ? Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), error.retryWithinMs)
    : Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), MAX_BACKOFF_MS);
}

/** Whether a command waits for an external event that wakes its job. This is no consumer fault. */
const isWaiting = (error: unknown): error is Error & { readonly retryWithinMs: number } =>
  error instanceof Error && 'retryWithinMs' in error && typeof error.retryWithinMs === 'number';

export interface ConsumerOptions<N extends string, S extends z.ZodType> {
  /** A patient connection; BullMQ duplicates it for blocking reads. */
  readonly connection: RedisClient;
  readonly keys: Keys;
  readonly queue: string;
  readonly definition: CommandDefinition<N, S>;
  readonly secrets: JobSecrets;
  readonly concurrency: number;
  /**
   * Decides a command. Must be idempotent per job. If it throws, the job is retried with backoff.
   */
  readonly handle: (command: AcceptedCommand<z.infer<S>>) => Promise<Outcome>;
  readonly onDecided?: (type: N, status: Outcome['status'] | 'retrying', durationMs: number) => void;
  readonly log: ConsumerLog;
}

/** Consumes one queue of commands. A refusal completes the job; only faults fail it. */
export function startConsumer<N extends string, S extends z.ZodType>(
  options: ConsumerOptions<N, S>,
): {
  readonly queue: string;
  /** Reports why commands are being retried without progress. */
  readonly health: { stuck(): Stuck | null };
  close(): Promise<void>;
} {
  const { connection, keys, log, queue } = options;
  const health = makeConsumerHealth({ queue, maxBatch: 1, maxFailedInARow: 0, log });

  const process = async (job: Job): Promise<Outcome> => {
    const given = { id: job.id, name: job.name, data: job.data };
    const command = readCommand(given, options.definition, options.secrets);
    if (!command.ok) {
      // Another process may be able to read the command, so the job is retried without limit.
      const Fault = command.error.kind === 'malformed' ? UnrecoverableError : Error;
      throw new Fault(command.error.reason);
    }
    return options.handle(command.value);
  };
  const finish = (job: Job, status: Outcome['status'], extra: object = {}) => {
    const durationMs = Date.now() - (job.processedOn ?? Date.now());
    options.onDecided?.(options.definition.name, status, durationMs);
    const fields = { jobId: job.id, type: job.name, status, durationMs, attempt: job.attemptsMade, ...extra };
    if (status === 'failed') log.error(fields, 'job');
    else log.info(fields, 'job');
    if (job.id) tell(job, job.id).catch((err) => log.warn({ err }, 'answer not published'));
  };
  const tryAgain = (job: Job, err: Error) => {
    const durationMs = Date.now() - (job.processedOn ?? Date.now());
    options.onDecided?.(options.definition.name, 'retrying', durationMs);
    if (!isWaiting(err)) health.met(err, job.id);
  };

  const tell = async (job: Job, jobId: string) => {
    const envelope = commandEnvelope.safeParse(job.data);
    const origin = envelope.success ? envelope.data.origin : undefined;
    const outcome: Outcome = job.returnvalue ?? GAVE_UP;
    const told: ToldAnswer = [jobId, job.finishedOn ?? Date.now(), outcome];
    await Promise.all([
      connection.publish(keys.jobChannel(jobId), ''),
      origin && connection.publish(keys.answerChannel(origin), answersMessage([told])),
    ]);
  };

  const worker = startWorker<Outcome>({
    connection,
    keys,
    queue,
    process,
    concurrency: options.concurrency,
    removeOnComplete: { age: FINISHED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
    removeOnFail: { age: FAILED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
    backoffMs,
    log,
  });
  worker.on('completed', (job, outcome) => {
    health.progressed(1);
    finish(job, outcome.status);
  });
  worker.on('failed', (job, err) => {
    if (!job) return;
    if (job.finishedOn === undefined) tryAgain(job, err);
    else finish(job, 'failed', { err });
  });
  return { queue, health, close: () => worker.close() };
}
