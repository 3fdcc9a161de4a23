import type { CommandName, CommandOutcome } from '@concert-mania/core/jobs/command-catalogue';
import type { DecidedBatch, RecordedOutcome } from '@concert-mania/core/shared/outcome';
import { FAILED, jobLine } from '../consumer-log.ts';
import type { NamedCommand } from '../read-command.ts';
import { decideInSpan } from './decide-in-span.ts';
import { type HeldJobs, holdBack, NONE_HELD } from './held-jobs.ts';
import { nextRun } from './next-run.ts';
import { type OrderedBatch, readBatch } from './ordered-batch.ts';
import type { OrderedConsumerOptions } from './ordered-consumer-options.ts';
import type { FinishedJob, WaitingJob } from './ordered-queue.ts';
import { failedJob, recoverFrom } from './ordered-recovery.ts';

export const MAX_BATCH = 256;
/** With this many held jobs no more are read, so later jobs wait too. */
const MAX_HELD = 1_024;
/** Pause between reads behind held jobs. */
const HELD_WAIT_MS = 20;
const IDLE_WAIT_SECONDS = 1;

export interface OrderedConsumer {
  /** Resolves when the loop has ended, after `stop` or after the right to decide was lost. */
  readonly ended: Promise<void>;
  /** Finishes the current batch and takes no other. */
  stop(): Promise<void>;
}

/**
 * Reads a batch, decides its next run in one transaction, acknowledges it, and reads ahead.
 * Undecided jobs begin the next batch. After a fault it halves the batch until a failing command
 * is alone (ADR 12).
 */
export function startOrderedConsumer<N extends CommandName>(
  options: OrderedConsumerOptions<N>,
): OrderedConsumer {
  const { queue, health } = options;
  const stopping = new AbortController();
  const over = () => stopping.signal.aborted || options.isLost();
  let acknowledged: Promise<void> = Promise.resolve();
  let ahead: Promise<OrderedBatch<N>> | null = null;
  let held: HeldJobs<N> = NONE_HELD;
  let deciding: readonly NamedCommand<N>[] = [];

  const read = async (after?: readonly WaitingJob[]) =>
    readBatch(await queue.peek(health.batchSize(), after), { ...options, mayGiveUp: health.failuresLeft() });
  const acknowledge = async (finished: readonly FinishedJob[]) => {
    await acknowledged;
    acknowledged = deferRejection(queue.acknowledge(finished));
  };

  /** Whether to read behind held jobs. The search for a failing command reads them first. */
  const readsOn = () => held.jobs.length < (health.batchSize() < MAX_BATCH ? 1 : MAX_HELD);

  const rest = async () => {
    await acknowledged;
    const again = readsOn() ? await read(held.jobs) : NO_JOBS;
    if (again.jobs.length > 0 || again.heldBy) ahead = Promise.resolve(again);
    else if (held.jobs.length > 0) await dueOrLater(held);
    else {
      health.progressed(0);
      await queue.waitForWork(IDLE_WAIT_SECONDS);
    }
  };

  const step = async () => {
    deciding = [];
    let fresh: OrderedBatch<N> = NO_JOBS;
    if (readsOn()) {
      fresh = await (ahead ?? read(held.jobs));
      ahead = null;
    }
    if (over()) return;
    if (fresh.jobs.length === 0 && !held.isDue()) {
      if (fresh.heldBy) throw fresh.heldBy;
      return rest();
    }
    const batch = behind(held, fresh);
    const startedMs = performance.now();
    // The number of further failures allowed is unknown until this batch's are recorded.
    if (fresh.hopeless.length === 0 && fresh.heldBy === null) ahead ??= deferRejection(read(batch.jobs));
    const run = nextRun(batch.commands, held.stalled);
    deciding = run?.commands ?? [];
    const takenMs = Date.now();
    const { outcomes, ready } = run ? await decideInSpan(options, run) : NOTHING_DECIDED;
    const finished = finish(options, batch, outcomes, takenMs);
    await acknowledge(finished);
    held = run ? holdBack(batch, finished, { ...run, ready }) : NONE_HELD;
    batch.hopeless.forEach(health.failedForGood);
    health.progressed(outcomes.size);
    options.onBatch({ jobs: finished.length, durationMs: performance.now() - startedMs });
  };

  const recover = async (error: unknown) => {
    ahead = null;
    held = NONE_HELD;
    // Its jobs are read again; a repeated failure is reported then.
    await acknowledged.catch(() => undefined);
    acknowledged = Promise.resolve();
    if (stopping.signal.aborted) return;
    if (options.isLost()) {
      health.noteFault(error);
      return;
    }
    const failed = await recoverFrom(options, { error, deciding, signal: stopping.signal });
    if (failed) await acknowledge([failed]);
  };

  const run = async () => {
    while (!over()) {
      health.alive();
      await step().catch(recover);
    }
    // If an acknowledgement fails, the next consumer reads its jobs again.
    await acknowledged.catch(() => undefined);
  };
  const ended = run();
  return {
    ended,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

const NOTHING_DECIDED: DecidedBatch<never> = { outcomes: new Map(), ready: Promise.resolve() };
const NO_JOBS: OrderedBatch<never> = { jobs: [], commands: [], hopeless: [], heldBy: null };

const behind = <N extends CommandName>(held: HeldJobs<N>, fresh: OrderedBatch<N>): OrderedBatch<N> => ({
  ...fresh,
  jobs: [...held.jobs, ...fresh.jobs],
  commands: [...held.commands, ...fresh.commands],
});

const dueOrLater = (held: HeldJobs<CommandName>): Promise<void> =>
  Promise.race([held.due, new Promise<void>((resolve) => setTimeout(resolve, HELD_WAIT_MS))]);

/** Prevents an unhandled rejection before the promise is awaited. */
function deferRejection<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** The finished jobs of a batch in order, without undecided commands. */
function finish<N extends CommandName>(
  options: OrderedConsumerOptions<N>,
  batch: OrderedBatch<N>,
  outcomes: DecidedBatch<CommandOutcome<N>>['outcomes'],
  takenMs: number,
): readonly FinishedJob[] {
  for (const { id, name, reason } of batch.hopeless) {
    options.log.error({ jobId: id, type: name, ...FAILED, reason }, 'job');
    options.onFailed(options.names.find((known) => known === name) ?? null);
  }
  const commands = new Map(batch.commands.map((command) => [command.jobId, command]));
  const reasons = new Map(batch.hopeless.map(({ id, reason }) => [id, reason]));
  return batch.jobs.flatMap(({ id }) => {
    const command = commands.get(id);
    if (!command) return [failedJob(id, reasons.get(id) ?? 'its data is gone')];
    const recorded = outcomes.get(id);
    return recorded ? [completed(options, command, recorded, takenMs)] : [];
  });
}

function completed<N extends CommandName>(
  options: OrderedConsumerOptions<N>,
  command: NamedCommand<N>,
  { outcome, decidedAt }: RecordedOutcome<CommandOutcome<N>>,
  takenMs: number,
): FinishedJob {
  const nowMs = Date.now();
  const acceptedMs = command.acceptedAt.getTime();
  options.onDecided(command.name, outcome, nowMs - acceptedMs);
  const times = { waitMs: takenMs - acceptedMs, workMs: nowMs - takenMs };
  options.lines.info(jobLine(command, command.name, outcome, times), 'job');
  return { id: command.jobId, state: 'completed', returnValue: outcome, decidedAt, origin: command.origin };
}
