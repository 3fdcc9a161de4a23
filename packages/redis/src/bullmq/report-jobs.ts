import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import { commandEnvelope } from '@concert-mania/core/shared/command-envelope';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { batchByTurn } from '@concert-mania/runtime/async/batch-calls';
import type { Job } from 'bullmq';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { type ConsumerLog, type JobLog, jobLine, type LoggedCommand } from './consumer-log.ts';
import { answersMessage, type PublishedAnswer } from './job-answers.ts';
import { traceparentOfJob } from './start-worker.ts';

const ANSWERS_PER_MESSAGE = 64;

export interface JobReportOptions {
  readonly connection: RedisClient;
  readonly keys: Keys;
  /** A command has its final outcome, this long after it was accepted. */
  readonly onOutcome?: (type: CommandName, outcome: Outcome, waitedMs: number) => void;
  /** An attempt ended, with an outcome or a fault. */
  readonly onWork?: (type: CommandName, workedMs: number) => void;
  readonly log: ConsumerLog;
  readonly lines: JobLog;
}

type ReportedCommand = LoggedCommand & { readonly origin?: string | undefined };

export interface JobReports {
  /** Keeps the command of a job for its report. */
  keepCommand(job: Job, command: ReportedCommand): void;
  /** Reports an attempt that ended. Returns how long it worked, in milliseconds. */
  attempted(job: Job): number;
  /** Reports the last attempt, logs the job, and publishes its outcome to who waits for it. */
  finished(job: Job, outcome: Outcome, fault?: Error): void;
}

/** Reports the jobs of one queue to metrics, the log and the processes that accepted them. */
export function makeJobReports(options: JobReportOptions, name: CommandName): JobReports {
  const { connection, keys, log } = options;
  const publish = publishAnswers(connection, keys);
  const commands = new WeakMap<Job, ReportedCommand>();
  const attempted = (job: Job): number => {
    const workedMs = Date.now() - (job.processedOn ?? Date.now());
    options.onWork?.(name, workedMs);
    return workedMs;
  };
  return {
    keepCommand: (job, command) => void commands.set(job, command),
    attempted,
    finished: (job, outcome, fault) => {
      const workMs = attempted(job);
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
        origin && publish(origin, [jobId, job.finishedOn ?? Date.now(), JSON.stringify(outcome)]),
      ];
      Promise.all(published).catch((err) => log.warn({ err, jobId }, 'answer not published'));
    },
  };
}

/** The readable fields of a job with a malformed command. */
function describeUnread(job: Job): ReportedCommand {
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
