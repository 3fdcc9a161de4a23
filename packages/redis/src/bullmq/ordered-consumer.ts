import type { CommandDefinition } from '@concert-mania/core/shared/command';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { Outcome, RecordedOutcome } from '@concert-mania/core/shared/outcome';
import type { z } from 'zod';
import type { ConsumerLog } from './consumer.ts';
import type { JobSecrets } from './job-secrets.ts';
import type { FinishedJob, OrderedQueue, WaitingJob } from './ordered-queue.ts';
import { type AcceptedCommand, readCommand } from './read-command.ts';

export const MAX_BATCH = 256;
const IDLE_WAIT_SECONDS = 1;
const RETRY_FIRST_MS = 50;
const RETRY_MAX_MS = 2_000;

export interface OrderedConsumerOptions<N extends string, S extends z.ZodType> {
  readonly queue: OrderedQueue;
  readonly definition: CommandDefinition<N, S>;
  readonly secrets: JobSecrets;
  /** Decides a batch in one transaction, all or nothing. Must be harmless when called again for the same jobs. */
  readonly decide: (
    commands: readonly AcceptedCommand<z.infer<S>>[],
  ) => Promise<ReadonlyMap<JobId, RecordedOutcome>>;
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
 * and checked, and while that is decided the first is acknowledged; but a batch is only decided when all before it are.
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
    while (!over()) {
      const batch: Batch<z.infer<S>> = await (ahead ?? read());
      ahead = null;
      if (batch.jobs.length === 0) {
        await acknowledged;
        const again = await read();
        if (again.jobs.length === 0) await options.queue.waitForWork(IDLE_WAIT_SECONDS);
        else ahead = Promise.resolve(again);
        continue;
      }
      if (over()) break;
      const startedMs = performance.now();
      ahead = heard(read(batch.jobs));
      const finished = await decideBatch(options, batch, over);
      await acknowledged;
      if (finished === null) break;
      acknowledged = heard(options.queue.acknowledge(finished));
      options.onBatch({ jobs: batch.jobs.length, durationMs: performance.now() - startedMs });
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

/** Jobs of one read, in order: those that are commands, and those that are nothing anybody can decide. */
interface Batch<P> {
  readonly jobs: readonly WaitingJob[];
  readonly commands: readonly AcceptedCommand<P>[];
  readonly bad: readonly (FinishedJob & { readonly state: 'failed' })[];
}

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

/** Null when the right to decide was lost on the way. */
async function decideBatch<N extends string, S extends z.ZodType>(
  options: OrderedConsumerOptions<N, S>,
  batch: Batch<z.infer<S>>,
  over: () => boolean,
): Promise<readonly FinishedJob[] | null> {
  for (const { id, reason } of batch.bad) {
    options.log.error({ jobId: id, reason }, 'job failed');
    options.onFailed();
  }
  const decided = await decideInPlace(options, batch.commands, over);
  return decided && [...batch.bad, ...decided];
}

/**
 * Decides until it is done. A transient fault is tried again in place; a batch with a poison command is halved until the
 * poison stands alone and fails, once. Null when the right to decide was lost on the way.
 */
async function decideInPlace<N extends string, S extends z.ZodType>(
  options: OrderedConsumerOptions<N, S>,
  commands: readonly AcceptedCommand<z.infer<S>>[],
  over: () => boolean,
): Promise<readonly FinishedJob[] | null> {
  if (commands.length === 0) return [];
  for (let waitMs = RETRY_FIRST_MS; ; waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)) {
    try {
      const outcomes = await options.decide(commands);
      return commands.map((command) => completed(options, command, outcomes.get(command.jobId)));
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
): Promise<readonly FinishedJob[] | null> {
  const [only] = commands;
  if (only && commands.length === 1) {
    options.log.error({ err, jobId: only.jobId }, 'command cannot be decided');
    return [failed(options, only.jobId, 'the command cannot be decided; see the log')];
  }
  const middle = commands.length >> 1;
  const first = await decideInPlace(options, commands.slice(0, middle), over);
  if (first === null) return null;
  const second = await decideInPlace(options, commands.slice(middle), over);
  return second === null ? null : [...first, ...second];
}

function completed<N extends string, S extends z.ZodType>(
  options: OrderedConsumerOptions<N, S>,
  command: AcceptedCommand<z.infer<S>>,
  recorded: RecordedOutcome | undefined,
): FinishedJob {
  if (!recorded) throw new Error(`${command.jobId} was not decided`);
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
