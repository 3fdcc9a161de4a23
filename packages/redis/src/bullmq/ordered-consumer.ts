import type { CommandDefinition } from '@concert-mania/core/shared/command';
import type { DecidedBatch, Outcome, RecordedOutcome } from '@concert-mania/core/shared/outcome';
import type { z } from 'zod';
import type { ConsumerLog } from './consumer.ts';
import { type HeldJobs, holdBack, NONE_HELD } from './held-jobs.ts';
import type { JobSecrets } from './job-secrets.ts';
import type { FinishedJob, OrderedQueue, WaitingJob } from './ordered-queue.ts';
import { type AcceptedCommand, readCommand } from './read-command.ts';

export const MAX_BATCH = 256;
/** Beyond so many held back jobs nothing more is read: those behind them wait as well. */
const MAX_HELD = 1_024;
/** How often to look for new jobs behind those that are held back. */
const HELD_WAIT_MS = 20;
const IDLE_WAIT_SECONDS = 1;
const RETRY_FIRST_MS = 50;
const RETRY_MAX_MS = 2_000;

export interface OrderedConsumerOptions<N extends string, S extends z.ZodType> {
  readonly queue: OrderedQueue;
  readonly definition: CommandDefinition<N, S>;
  readonly secrets: JobSecrets;
  /**
   * Decides a batch in one transaction, all or nothing. Must be harmless when called again for the same jobs. Commands that it
   * leaves undecided come again before any that was accepted later.
   */
  readonly decide: (commands: readonly AcceptedCommand<z.infer<S>>[]) => Promise<DecidedBatch>;
  /** Whether a fault may pass by itself: then the same batch is tried again in place, so that order stays. */
  readonly isTransient: (error: unknown) => boolean;
  /** Whether this consumer has lost the right to decide; it then stops without touching the queue. */
  readonly isLost: () => boolean;
  readonly onBatch: (batch: { readonly jobs: number; readonly durationMs: number }) => void;
  readonly onDecided: (outcome: Outcome, waitedMs: number) => void;
  /** A job failed for good: nobody can decide it. */
  readonly onFailed: () => void;
  /** A batch met a transient fault and will be tried again. */
  readonly onRetry: () => void;
  readonly log: ConsumerLog;
}

export interface OrderedConsumer {
  /** Resolves when the loop has ended, after `stop` or because the right to decide was lost. */
  readonly ended: Promise<void>;
  /** Finishes the batch under way and takes no other. */
  stop(): Promise<void>;
}

/**
 * Reads an ordered queue: peek, decide in one transaction, acknowledge, again. While a batch is decided the next one is read
 * and checked, and while that is decided the first is acknowledged. A batch begins with the jobs that the one before it left
 * undecided, so what `decide` sees is always the oldest that is not decided.
 */
export function startOrderedConsumer<N extends string, S extends z.ZodType>(
  options: OrderedConsumerOptions<N, S>,
): OrderedConsumer {
  let stopping = false;
  const over = () => stopping || options.isLost();

  const read = async (after?: readonly WaitingJob[]): Promise<Batch<z.infer<S>>> =>
    checkBatch(options, await options.queue.peek(MAX_BATCH, after));

  const run = async () => {
    let acknowledged: Promise<void> = Promise.resolve();
    let ahead: Promise<Batch<z.infer<S>>> | null = null;
    let held: HeldJobs<z.infer<S>> = NONE_HELD;
    while (!over()) {
      let fresh: Batch<z.infer<S>> = NO_JOBS;
      if (held.jobs.length < MAX_HELD) {
        fresh = await (ahead ?? read(held.jobs));
        ahead = null;
      }
      if (fresh.jobs.length === 0 && !held.isDue()) {
        await acknowledged;
        const again = held.jobs.length < MAX_HELD ? await read(held.jobs) : NO_JOBS;
        if (again.jobs.length > 0) ahead = Promise.resolve(again);
        else if (held.jobs.length > 0) await dueOrLater(held);
        else await options.queue.waitForWork(IDLE_WAIT_SECONDS);
        continue;
      }
      if (over()) break;
      const batch = behind(held, fresh);
      const startedMs = performance.now();
      ahead ??= heard(read(batch.jobs));
      const decided = await decideBatch(options, batch, over);
      await acknowledged;
      if (decided === null) break;
      acknowledged = heard(options.queue.acknowledge(decided.finished));
      held = holdBack(batch, decided.finished, decided.ready);
      options.onBatch({ jobs: decided.finished.length, durationMs: performance.now() - startedMs });
    }
    await acknowledged;
    await ahead;
  };
  // With the right to decide go the connections that came with it, so what fails then is the end that was meant.
  const ended = run().catch((error: unknown) => {
    if (!options.isLost()) throw error;
  });
  return {
    ended,
    stop: async () => {
      stopping = true;
      await ended;
    },
  };
}

/** Keeps a failure for whoever awaits the promise later, rather than let it end the process before. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

const dueOrLater = <P>(held: HeldJobs<P>): Promise<void> =>
  Promise.race([held.due, new Promise<void>((resolve) => setTimeout(resolve, HELD_WAIT_MS))]);

/** Jobs of one read, in order: those that are commands, and those that are nothing anybody can decide. */
interface Batch<P> {
  readonly jobs: readonly WaitingJob[];
  readonly commands: readonly AcceptedCommand<P>[];
  readonly bad: readonly (FinishedJob & { readonly state: 'failed' })[];
}

const NO_JOBS: Batch<never> = { jobs: [], commands: [], bad: [] };

const behind = <P>(held: HeldJobs<P>, fresh: Batch<P>): Batch<P> => ({
  jobs: [...held.jobs, ...fresh.jobs],
  commands: [...held.commands, ...fresh.commands],
  bad: fresh.bad,
});

function checkBatch<N extends string, S extends z.ZodType>(
  options: OrderedConsumerOptions<N, S>,
  jobs: readonly WaitingJob[],
): Batch<z.infer<S>> {
  const bad: Batch<z.infer<S>>['bad'][number][] = [];
  const commands: AcceptedCommand<z.infer<S>>[] = [];
  for (const job of jobs) {
    const given = { ...job, data: parseJson(job.data) };
    const command = readCommand(given, options.definition, options.secrets);
    if (command.ok) commands.push(command.value);
    else bad.push({ id: job.id, state: 'failed', reason: command.error.reason });
  }
  return { jobs, commands, bad };
}

/** What is done with, and when it is worth deciding the rest. */
interface Decided {
  readonly finished: readonly FinishedJob[];
  readonly ready: Promise<void>;
}

/** Null when the right to decide was lost on the way. */
async function decideBatch<N extends string, S extends z.ZodType>(
  options: OrderedConsumerOptions<N, S>,
  batch: Batch<z.infer<S>>,
  over: () => boolean,
): Promise<Decided | null> {
  for (const { id, reason } of batch.bad) {
    options.log.error({ jobId: id, reason }, 'job failed');
    options.onFailed();
  }
  const decided = await decideInPlace(options, batch.commands, over);
  return decided && { ...decided, finished: [...batch.bad, ...decided.finished] };
}

/**
 * Decides until it is done. A transient fault is tried again in place; a batch with a poison command is halved until the
 * poison stands alone and fails, once. Null when the right to decide was lost on the way.
 */
async function decideInPlace<N extends string, S extends z.ZodType>(
  options: OrderedConsumerOptions<N, S>,
  commands: readonly AcceptedCommand<z.infer<S>>[],
  over: () => boolean,
): Promise<Decided | null> {
  if (commands.length === 0) return { finished: [], ready: Promise.resolve() };
  for (let waitMs = RETRY_FIRST_MS; ; waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)) {
    try {
      const { outcomes, ready } = await options.decide(commands);
      const finished = commands.flatMap((command) => {
        const recorded = outcomes.get(command.jobId);
        return recorded ? [completed(options, command, recorded)] : [];
      });
      return { finished, ready };
    } catch (err) {
      if (options.isLost() || (over() && options.isTransient(err))) return null;
      if (!options.isTransient(err)) return isolatePoison(options, commands, err, over);
      options.log.warn({ err, jobs: commands.length, waitMs }, 'batch will be tried again');
      options.onRetry();
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

async function isolatePoison<N extends string, S extends z.ZodType>(
  options: OrderedConsumerOptions<N, S>,
  commands: readonly AcceptedCommand<z.infer<S>>[],
  err: unknown,
  over: () => boolean,
): Promise<Decided | null> {
  const [only] = commands;
  if (only && commands.length === 1) {
    options.log.error({ err, jobId: only.jobId }, 'command cannot be decided');
    const reason = 'the command cannot be decided; see the log';
    return { finished: [failed(options, only.jobId, reason)], ready: Promise.resolve() };
  }
  const middle = commands.length >> 1;
  const first = await decideInPlace(options, commands.slice(0, middle), over);
  // What is undecided in the first half comes before the second one.
  if (first === null || first.finished.length < middle) return first;
  const second = await decideInPlace(options, commands.slice(middle), over);
  return second && { ...second, finished: [...first.finished, ...second.finished] };
}

function completed<N extends string, S extends z.ZodType>(
  options: OrderedConsumerOptions<N, S>,
  command: AcceptedCommand<z.infer<S>>,
  recorded: RecordedOutcome,
): FinishedJob {
  const { outcome, decidedAt } = recorded;
  options.onDecided(outcome, Date.now() - command.acceptedAt.getTime());
  return { id: command.jobId, state: 'completed', returnValue: outcome, decidedAt, origin: command.origin };
}

function failed<N extends string, S extends z.ZodType>(
  options: OrderedConsumerOptions<N, S>,
  id: string,
  reason: string,
): FinishedJob {
  options.log.error({ jobId: id, reason }, 'job failed');
  options.onFailed();
  return { id, state: 'failed', reason };
}

/** Undefined for what is not JSON: the envelope's schema then refuses it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
