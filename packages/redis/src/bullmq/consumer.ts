import type { CommandName, CommandOutcome, CommandPayload } from '@concert-mania/core/jobs/command-catalogue';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import { GAVE_UP } from '@concert-mania/core/shared/outcome';
import { type Job, UnrecoverableError } from 'bullmq';
import type { RedisClient } from '../connection/connection.ts';
import { makeConsumerHealth, type Stuck } from './consumer-health.ts';
import { type CommandOfWorker, commandsOf, delivery } from './delivery.ts';
import { finishTogether } from './finishing/finish-together.ts';
import type { JobSecrets } from './job-secrets.ts';
import { FAILED_JOB_SECONDS, FINISHED_JOB_SECONDS, FINISHED_JOBS_PER_QUEUE } from './producer.ts';
import { readCommand } from './read-command.ts';
import { type JobReportOptions, makeJobReports } from './report-jobs.ts';
import { isWaiting, LOCK_MS, type StartWorkerOptions, startWorker } from './start-worker.ts';

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

/** Decides a command. Must be idempotent per job. If it throws, the job is retried with backoff. */
export type CommandHandler<N extends CommandName> = (
  command: AcceptedCommand<CommandPayload<N>>,
) => Promise<CommandOutcome<N>>;

/** A handler for each command of a worker. */
export type CommandHandlers<W extends string> = {
  readonly [N in CommandOfWorker<W>]: CommandHandler<N>;
};

export interface ConsumerOptions extends JobReportOptions {
  /** A patient connection; BullMQ duplicates it for blocking reads. */
  readonly connection: RedisClient;
  readonly secrets: JobSecrets;
  readonly concurrency: number;
  readonly cleanError?: StartWorkerOptions<unknown>['cleanError'];
}

export interface Consumer {
  readonly queue: string;
  /** Reports why commands are being retried without progress. */
  readonly health: { stuck(): Stuck | null };
  close(): Promise<void>;
}

/** Consumes one queue of commands. A refusal completes the job; only faults fail it. */
export function startConsumer<N extends CommandName>(
  options: ConsumerOptions,
  name: N,
  handle: CommandHandler<N>,
): Consumer {
  const { connection, keys, log } = options;
  const { queue } = delivery[name];
  const health = makeConsumerHealth({ queue, maxBatch: 1, maxFailedInARow: 0, log });
  const reports = makeJobReports(options, name);

  const process = async (job: Job): Promise<CommandOutcome<N>> => {
    const command = readCommand(job, [name], options.secrets);
    if (!command.ok) {
      // Another process may be able to read the command, so the job is retried without limit.
      const Fault = command.error.kind === 'malformed' ? UnrecoverableError : Error;
      throw new Fault(command.error.reason);
    }
    reports.keepCommand(job, command.value);
    return handle(command.value);
  };
  const worker = startWorker<CommandOutcome<N>>({
    connection,
    keys,
    queue,
    process,
    concurrency: options.concurrency,
    ...(options.cleanError && { cleanError: options.cleanError }),
    backend: finishTogether(connection, keys, {
      lockMs: LOCK_MS,
      concurrency: options.concurrency,
      keepSeconds: FINISHED_JOB_SECONDS,
      keepJobs: FINISHED_JOBS_PER_QUEUE,
    }),
    removeOnFail: { age: FAILED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
    backoffMs,
    log,
  });
  worker.on('completed', (job, outcome) => {
    health.progressed(1);
    reports.finished(job, outcome);
  });
  worker.on('failed', (job, err) => {
    if (!job) return;
    if (job.finishedOn !== undefined) {
      reports.finished(job, GAVE_UP, err);
      return;
    }
    reports.attempted(job);
    if (!isWaiting(err)) health.noteFault(err, job.id);
  });
  return { queue, health, close: () => worker.close() };
}

/** Consumes the queues of all commands that a worker decides. `more`: options of some of them. */
export function startConsumers<W extends string>(
  worker: W,
  options: ConsumerOptions,
  handlers: CommandHandlers<W>,
  more: { readonly [N in CommandOfWorker<W>]?: Partial<ConsumerOptions> } = {},
): readonly Consumer[] {
  return commandsOf(worker).map((name) => startConsumer({ ...options, ...more[name] }, name, handlers[name]));
}
