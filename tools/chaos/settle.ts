import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { countUnfinished, type Unfinished } from '@concert-mania/testkit/data/sale-history';
import { makeServerFaults } from '@concert-mania/testkit/servers/server-faults';
import { many } from '@concert-mania/testkit/system/many';
import { family, signal } from './faults/signals.ts';
import { type CommandRecord, endOf, isUnknown, jobOf } from './history/model.ts';
import type { Recorder } from './history/recorder.ts';
import type { ChaosSystem } from './system.ts';
import { tryFor } from './try-for.ts';

export interface Settled {
  readonly tookMs: number;
  readonly unfinished: Unfinished;
  readonly notReady: readonly string[];
}

const IN_PARALLEL = 16;
const PAUSE_MS = 500;
const JOB_WAIT_SECONDS = 2;
const READY_TIMEOUT_MS = 2_000;
/** One of this many commands is sent again although its answer is known, to test idempotency. */
const REPLAYED_ONE_IN = 10;

/** Repairs everything that a fault may have left broken. */
export async function healEverything(system: ChaosSystem): Promise<void> {
  system.proxies.heal();
  for (const { pid } of system.stack.processes) signal(pid, 'SIGCONT');
  for (const server of ['postgres', 'redis'] as const) {
    for (const pid of family(system.services.pidOf(server))) signal(pid, 'SIGCONT');
  }
  await tryFor(30_000, () => makeServerFaults(system.db).setReadOnly(false));
}

/**
 * Sends unknown commands again with their keys, polls every accepted command, and waits until
 * nothing is under way, for a limited time.
 */
export async function settle(options: {
  readonly system: ChaosSystem;
  readonly recorder: Recorder;
  readonly boundMs: number;
  readonly interrupted: AbortSignal;
}): Promise<Settled> {
  const { system, recorder, interrupted } = options;
  const { commands, resend } = recorder;
  const startedMs = Date.now();
  const timeIsUp = () => interrupted.aborted || Date.now() - startedMs > options.boundMs;
  const each = (some: readonly CommandRecord[], act: (command: CommandRecord) => Promise<void>) =>
    many(some.length, IN_PARALLEL, async (index) => {
      const command = some[index];
      if (command !== undefined && !timeIsUp()) await act(command);
    });
  const until = (isDone: () => Promise<boolean>) =>
    waitUntil(async () => timeIsUp() || (await isDone()), Number.POSITIVE_INFINITY, PAUSE_MS);
  const readJob = (waitSeconds: number) => (command: CommandRecord) => recorder.readJob(command, waitSeconds);
  const hasNoEnd = (command: CommandRecord) => jobOf(command) !== null && endOf(command) === null;

  await until(async () => {
    await each(commands.filter(isUnknown), resend);
    return !commands.some(isUnknown);
  });
  await until(async () => {
    await each(commands.filter(hasNoEnd), readJob(JOB_WAIT_SECONDS));
    return !commands.some(hasNoEnd);
  });
  await until(async () => isQuiet(await readUnfinished(system)));
  const unfinished = await readUnfinished(system);
  const ended = commands.filter((command) => endOf(command) !== null);
  await each(
    ended.filter((_, index) => index % REPLAYED_ONE_IN === 0),
    resend,
  );
  await each(ended, readJob(1));
  await until(async () => (await processesNotReady(system)).length === 0);
  const notReady = await processesNotReady(system);
  return { tookMs: Date.now() - startedMs, unfinished, notReady };
}

const isQuiet = (unfinished: Unfinished) => Object.values(unfinished).every((count) => count === 0);

const readUnfinished = (system: ChaosSystem): Promise<Unfinished> =>
  tryFor(30_000, () => countUnfinished(system.db));

async function processesNotReady({ stack }: ChaosSystem): Promise<readonly string[]> {
  const answers = await Promise.all(
    stack.processes.map(async ({ name, opsUrl }) => {
      const signal = AbortSignal.timeout(READY_TIMEOUT_MS);
      const isReady = await fetch(`${opsUrl}/readyz`, { signal }).then(
        ({ ok }) => ok,
        () => false,
      );
      return isReady ? [] : [name];
    }),
  );
  return answers.flat();
}
