import type { CommandName, CommandOutcome, CommandPayload } from '@concert-mania/core/jobs/command-catalogue';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import { commandEnvelope } from '@concert-mania/core/shared/command-envelope';
import { GAVE_UP, type Outcome } from '@concert-mania/core/shared/outcome';
import { batchByTurn } from '@concert-mania/runtime/async/batch-calls';
import { type Job, UnrecoverableError } from 'bullmq';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { makeConsumerHealth, type Stuck } from './consumer-health.ts';
import { type ConsumerLog, type JobLog, jobLine, type LoggedCommand } from './consumer-log.ts';
import { type CommandOfWorker, commandsOf, delivery } from './delivery.ts';
import { finishTogether } from './finishing/finish-together.ts';
import { answersMessage, type PublishedAnswer } from './job-answers.ts';
import type { JobSecrets } from './job-secrets.ts';
import { FAILED_JOB_SECONDS, FINISHED_JOB_SECONDS, FINISHED_JOBS_PER_QUEUE } from './producer.ts';
import { readCommand } from './read-command.ts';
import {
  isWaiting,
  LOCK_MS,
  type StartWorkerOptions,
  startWorker,
  traceparentOfJob,
} from './start-worker.ts';

/** A waiting job is woken. The retry is only for a lost wake-up. */
const FIRST_WAIT_MS = 2_000;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 10_000;
const ANSWERS_PER_MESSAGE = 64;

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

export interface ConsumerOptions {
  /** A patient connection; BullMQ duplicates it for blocking reads. */
  readonly connection: RedisClient;
  readonly keys: Keys;
  readonly secrets: JobSecrets;
  readonly concurrency: number;
  readonly cleanError?: StartWorkerOptions<unknown>['cleanError'];
  /** A command has its final outcome, this long after it was accepted. */
  readonly onOutcome?: (type: CommandName, outcome: Outcome, waitedMs: number) => void;
  /** An attempt ended, with an outcome or a fault. */
  readonly onWork?: (type: CommandName, workedMs: number) => void;
  readonly log: ConsumerLog;
  readonly lines: JobLog;
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
  const publish = publishAnswers(connection, keys);
  const commands = new WeakMap<Job, ReadCommand>();

  const process = async (job: Job): Promise<CommandOutcome<N>> => {
    const command = readCommand(job, [name], options.secrets);
    if (!command.ok) {
      // Another process may be able to read the command, so the job is retried without limit.
      const Fault = command.error.kind === 'malformed' ? UnrecoverableError : Error;
      throw new Fault(command.error.reason);
    }
    commands.set(job, command.value);
    return handle(command.value);
  };
  const worked = (job: Job): number => {
    const workedMs = Date.now() - (job.processedOn ?? Date.now());
    options.onWork?.(name, workedMs);
    return workedMs;
  };
  const finish = (job: Job, outcome: Outcome, fault?: Error) => {
    const workMs = worked(job);
    const waitMs = (job.processedOn ?? job.timestamp) - job.timestamp;
    options.onOutcome?.(name, outcome, Date.now() - job.timestamp);
    const command = commands.get(job) ?? describeUnread(job);
    const { jobId, origin } = command;
    const line = { ...jobLine(command, name, outcome, { waitMs, workMs }), attempt: job.attemptsMade };
    if (fault === undefined) options.lines.info(line, 'job');
    else log.error({ ...line, err: fault }, 'job');
    const published = [
      // For a completed job the script that finishes it publishes this.
      fault && connection.publish(keys.jobChannel(jobId), ''),
      origin && publish(origin, [jobId, job.finishedOn ?? Date.now(), outcome]),
    ];
    Promise.all(published).catch((err) => log.warn({ err, jobId }, 'answer not published'));
  };
  const tryAgain = (job: Job, err: Error) => {
    worked(job);
    if (!isWaiting(err)) health.met(err, job.id);
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
      keepSeconds: FINISHED_JOB_SECONDS,
      keepJobs: FINISHED_JOBS_PER_QUEUE,
    }),
    removeOnFail: { age: FAILED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
    backoffMs,
    log,
  });
  worker.on('completed', (job, outcome) => {
    health.progressed(1);
    finish(job, outcome);
  });
  worker.on('failed', (job, err) => {
    if (!job) return;
    if (job.finishedOn === undefined) tryAgain(job, err);
    else finish(job, GAVE_UP, err);
  });
  return { queue, health, close: () => worker.close() };
}

type ReadCommand = LoggedCommand & { readonly origin?: string | undefined };

/** The readable fields of a job with a malformed command. */
function describeUnread(job: Job): ReadCommand {
  const envelope = commandEnvelope.safeParse(job.data).data;
  return {
    jobId: job.id ?? '',
    accountId: envelope?.accountId ?? '',
    requestId: envelope?.requestId,
    traceparent: traceparentOfJob(job),
    origin: envelope?.origin,
  };
}

/** Answers of one turn to the same process share a message. */
const publishAnswers = (connection: RedisClient, keys: Keys) =>
  batchByTurn<PublishedAnswer, void>(async (origin, answers) => {
    await connection.publish(keys.answerChannel(origin), answersMessage(answers));
    return answers.map(() => undefined);
  }, ANSWERS_PER_MESSAGE);

/** Consumes the queues of all commands that a worker decides. `more`: options of some of them. */
export function startConsumers<W extends string>(
  worker: W,
  options: ConsumerOptions,
  handlers: CommandHandlers<W>,
  more: { readonly [N in CommandOfWorker<W>]?: Partial<ConsumerOptions> } = {},
): readonly Consumer[] {
  return commandsOf(worker).map((name) => startConsumer({ ...options, ...more[name] }, name, handlers[name]));
}
