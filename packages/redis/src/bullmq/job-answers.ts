import { randomUUID } from 'node:crypto';
import type { Job } from '@concert-mania/core/jobs/model';
import type { JobAnswers } from '@concert-mania/core/jobs/ports';
import { endJob } from '@concert-mania/core/jobs/stored-job';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { RedisClient } from '../connection/connection.ts';
import { makeSubscriptions } from '../connection/subscriptions.ts';
import type { Keys } from '../keys.ts';

/**
 * The number of remembered jobs: first those with waiting clients, then the youngest. Others are
 * read from the queue and awaited over the job's channel.
 */
export const MAX_REMEMBERED = 20_000;

/** An outcome, as JSON, as published to the process that accepted the command. */
export type PublishedAnswer = readonly [jobId: JobId, finishedAtMs: number, outcomeJson: string];

/** The message to one process about several of its jobs. */
export const answersMessage = (answers: readonly PublishedAnswer[]): string =>
  `[${answers.map(([jobId, atMs, outcome]) => `[${JSON.stringify(jobId)},${atMs},${outcome}]`).join(',')}]`;

/** A published answer as it arrives, possibly from a newer version. */
type ReceivedAnswer = readonly [jobId: JobId, finishedAtMs: number, outcome: unknown];

/**
 * Parsed by hand for speed, because every outcome arrives here. Skips answers in an unknown newer
 * form; the waiting request then reads the job itself.
 */
function readAnswers(message: string): readonly ReceivedAnswer[] {
  try {
    const parsed: unknown = JSON.parse(message);
    return Array.isArray(parsed) ? parsed.filter(isAnswer) : [];
  } catch {
    return [];
  }
}

const isAnswer = (parsed: unknown): parsed is ReceivedAnswer =>
  Array.isArray(parsed) && typeof parsed[0] === 'string' && typeof parsed[1] === 'number';

/** Answers to the commands that this process accepted. */
export interface OwnAnswers extends JobAnswers {
  /** Written into a command, so that its outcome is published to this process. */
  readonly origin: string;
  /** Call before the command is accepted. False if the job is already expected. */
  expect(job: Job): boolean;
  /** The command was not accepted, or another process receives its outcome. */
  forget(jobId: JobId): void;
  /** Makes all waiting requests read their jobs, because the process stops. */
  close(): void;
}

type OnFinal = (job: Job | null) => void;

/** Shared by all jobs without waiting clients: most have one client or none, so no `Set` each. */
const NO_CLIENTS: readonly OnFinal[] = [];

/**
 * Notifies clients when their job is final. A process gets the outcomes of its own commands over
 * its channel, many per message, and of others over the job's channel. Needs a subscriber
 * connection.
 */
export function makeJobAnswers(subscriber: RedisClient, keys: Keys): OwnAnswers {
  const origin = randomUUID();
  const ownChannel = keys.answerChannel(origin);
  const own = new Map<JobId, { job: Job; waiting: readonly OnFinal[] }>();
  /** The remembered jobs without waiting clients, oldest first. */
  const idle = new Set<JobId>();
  const others = makeSubscriptions<OnFinal>(subscriber, (_, waiting) => {
    for (const onFinal of waiting) onFinal(null);
  });
  // Until this resolves no notification arrives; waiting clients poll meanwhile.
  subscriber.subscribe(ownChannel).catch(() => undefined);

  const tell = ([jobId, finishedAtMs, outcome]: ReceivedAnswer) => {
    const entry = own.get(jobId);
    const ended = entry && endJob(entry.job, new Date(finishedAtMs), outcome);
    if (!entry || !ended) return;
    entry.job = ended;
    for (const onFinal of entry.waiting) onFinal(entry.job);
  };
  subscriber.on('message', (channel: string, message: string) => {
    if (channel === ownChannel) for (const answer of readAnswers(message)) tell(answer);
  });

  return {
    origin,
    accepted: (jobId) => own.get(jobId)?.job ?? null,
    expect: (job) => {
      if (own.has(job.id)) return false;
      own.set(job.id, { job, waiting: NO_CLIENTS });
      idle.add(job.id);
      if (own.size > MAX_REMEMBERED) {
        const [oldest = job.id] = idle;
        own.delete(oldest);
        idle.delete(oldest);
      }
      return true;
    },
    forget: (jobId) => {
      const entry = own.get(jobId);
      own.delete(jobId);
      idle.delete(jobId);
      for (const onFinal of entry?.waiting ?? NO_CLIENTS) onFinal(null);
    },
    listen: (jobId, onFinal) => {
      const entry = own.get(jobId);
      if (!entry) {
        const { active, stop } = others.listen(keys.jobChannel(jobId), onFinal);
        return { since: active, stop };
      }
      entry.waiting = [...entry.waiting, onFinal];
      idle.delete(jobId);
      return {
        since: null,
        stop: () => {
          entry.waiting = entry.waiting.filter((other) => other !== onFinal);
          if (entry.waiting.length > 0 || own.get(jobId) !== entry) return;
          // A delivered answer is no longer needed here; the queue has it from now on.
          if (entry.job.outcome === null) idle.add(jobId);
          else own.delete(jobId);
        },
      };
    },
    close: () => {
      for (const { waiting } of own.values()) for (const onFinal of waiting) onFinal(null);
      for (const onFinal of others.listeners()) onFinal(null);
    },
  };
}
