import { randomUUID } from 'node:crypto';
import type { Job } from '@concert-mania/core/jobs/model';
import type { JobAnswers } from '@concert-mania/core/jobs/ports';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

/**
 * How many jobs are remembered, those first that somebody waits for, then the youngest. Whoever asks about another finds it in
 * the queue, and is told over the job's channel.
 */
export const MAX_REMEMBERED = 20_000;

/** An outcome as it is told to the process that accepted the command. */
export type ToldAnswer = readonly [jobId: JobId, finishedAtMs: number, outcome: Outcome];

/** What is told to one process about several of its jobs. */
export const answersMessage = (answers: readonly ToldAnswer[]): string => JSON.stringify(answers);

const STATUSES: readonly unknown[] = ['succeeded', 'rejected', 'failed'] satisfies Outcome['status'][];

/**
 * Parsed by hand for speed, because every outcome arrives here. Answers in an unknown newer form
 * are skipped; the waiting request looks the job up itself.
 */
function readAnswers(message: string): readonly ToldAnswer[] {
  try {
    const told: unknown = JSON.parse(message);
    return Array.isArray(told) ? told.filter(isAnswer) : [];
  } catch {
    return [];
  }
}

const isAnswer = (told: unknown): told is ToldAnswer =>
  Array.isArray(told) &&
  typeof told[0] === 'string' &&
  typeof told[1] === 'number' &&
  STATUSES.includes(told[2]?.status);

/** Answers to the commands that this process accepts. */
export interface OwnAnswers extends JobAnswers {
  /** What to write into a command, so that its outcome is told to this process. */
  readonly origin: string;
  /** Call before the command is accepted; false when it is expected already. */
  expect(job: Job): boolean;
  /** The command was not accepted, or somebody else is told of it. */
  forget(jobId: JobId): void;
  /** Has everybody who waits look for themselves: the process stops. */
  close(): void;
}

type OnFinal = (job: Job | null) => void;

/**
 * Tells waiting clients when their job is final. A process is told the outcomes of the commands it accepted, many in one
 * message, over a channel of its own; it never hears of other processes' commands but for those it is asked about, each
 * over the job's channel, subscribed to while somebody waits. Needs a connection of its own.
 */
export function makeJobAnswers(subscriber: RedisClient, keys: Keys): OwnAnswers {
  const origin = randomUUID();
  const ownChannel = keys.answerChannel(origin);
  const own = new Map<JobId, { job: Job; readonly waiting: Set<OnFinal> }>();
  /** Those of them nobody waits for, the oldest first. */
  const idle = new Set<JobId>();
  const others = new Map<string, Set<OnFinal>>();
  // Until this is done nobody can be told anything; waiting clients look again by themselves.
  subscriber.subscribe(ownChannel).catch(() => undefined);

  const tell = ([jobId, finishedAtMs, outcome]: ToldAnswer) => {
    const entry = own.get(jobId);
    if (!entry) return;
    const finishedAt = new Date(finishedAtMs);
    entry.job = { ...entry.job, status: outcome.status, finishedAt, outcome };
    for (const onFinal of [...entry.waiting]) onFinal(entry.job);
  };
  subscriber.on('message', (channel: string, message: string) => {
    if (channel === ownChannel) for (const answer of readAnswers(message)) tell(answer);
    else for (const onFinal of [...(others.get(channel) ?? [])]) onFinal(null);
  });

  return {
    origin,
    accepted: (jobId) => own.get(jobId)?.job ?? null,
    expect: (job) => {
      if (own.has(job.id)) return false;
      own.set(job.id, { job, waiting: new Set() });
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
      for (const onFinal of [...(entry?.waiting ?? [])]) onFinal(null);
    },
    listen: (jobId, onFinal) => {
      const entry = own.get(jobId);
      if (!entry) return listenToOthers(subscriber, others, keys.jobChannel(jobId), onFinal);
      entry.waiting.add(onFinal);
      idle.delete(jobId);
      return {
        since: null,
        stop: () => {
          entry.waiting.delete(onFinal);
          if (entry.waiting.size > 0 || own.get(jobId) !== entry) return;
          // Told once, the answer has done its work; it can be found in the queue from now on.
          if (entry.job.outcome === null) idle.add(jobId);
          else own.delete(jobId);
        },
      };
    },
    close: () => {
      for (const { waiting } of own.values()) for (const onFinal of [...waiting]) onFinal(null);
      for (const waiting of others.values()) for (const onFinal of [...waiting]) onFinal(null);
    },
  };
}

function listenToOthers(
  subscriber: RedisClient,
  others: Map<string, Set<OnFinal>>,
  channel: string,
  onFinal: OnFinal,
) {
  const waiting = others.get(channel) ?? new Set();
  waiting.add(onFinal);
  others.set(channel, waiting);
  // Every listener subscribes anew: it resolves only once this channel is really listened to.
  const since = subscriber.subscribe(channel).then(() => undefined);
  return {
    since,
    stop: () => {
      waiting.delete(onFinal);
      if (waiting.size > 0) return;
      if (others.get(channel) === waiting) others.delete(channel);
      subscriber.unsubscribe(channel).catch(() => {
        // The connection broke; a new one subscribes only to what is still waited for.
      });
    },
  };
}
