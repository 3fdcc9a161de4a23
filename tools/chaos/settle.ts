import { setTimeout as delay } from 'node:timers/promises';
import { countUnfinished, type Unfinished } from '@concert-mania/testkit/data/sale-history';
import { makeServerFaults } from '@concert-mania/testkit/servers/server-faults';
import { family, signal } from './faults/signals.ts';
import { type CommandRecord, endOf, isUnknown, jobOf } from './history/model.ts';
import { ask } from './load/ask.ts';
import type { FanClient } from './load/fan-client.ts';
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
  readonly clients: ReadonlyMap<string, FanClient>;
  readonly commands: readonly CommandRecord[];
  readonly boundMs: number;
  readonly interrupted: AbortSignal;
}): Promise<Settled> {
  const { system, clients, commands, interrupted } = options;
  const startedMs = Date.now();
  const timeIsUp = () => interrupted.aborted || Date.now() - startedMs > options.boundMs;
  const clientOf = ({ accountId }: CommandRecord): FanClient => {
    const client = clients.get(accountId);
    if (client === undefined) throw new Error(`${accountId} has no client`);
    return client;
  };
  const everyOne = async (
    wanted: (command: CommandRecord) => boolean,
    act: (command: CommandRecord) => Promise<void>,
  ) => {
    for (let left = commands.filter(wanted); left.length > 0 && !timeIsUp(); left = left.filter(wanted)) {
      await inParallel(left, async (command) => (timeIsUp() ? undefined : act(command)));
      if (left.some(wanted)) await delay(PAUSE_MS);
    }
  };
  await everyOne(isUnknown, (command) => clientOf(command).resend(command));
  const hasNoEnd = (command: CommandRecord) => jobOf(command) !== null && endOf(command) === null;
  await everyOne(hasNoEnd, (command) => clientOf(command).readJob(command, JOB_WAIT_SECONDS));

  let unfinished = await readUnfinished(system);
  while (!isQuiet(unfinished) && !timeIsUp()) {
    await delay(PAUSE_MS);
    unfinished = await readUnfinished(system);
  }
  const accepted = commands.filter((command) => jobOf(command) !== null && endOf(command) !== null);
  const replayed = accepted.filter((_, index) => index % REPLAYED_ONE_IN === 0);
  const once = (act: (command: CommandRecord) => Promise<void>) => async (command: CommandRecord) =>
    timeIsUp() ? undefined : act(command);
  await inParallel(
    replayed,
    once((command) => clientOf(command).resend(command)),
  );
  await inParallel(
    accepted,
    once((command) => clientOf(command).readJob(command, 1)),
  );
  let notReady = await processesNotReady(system);
  while (notReady.length > 0 && !timeIsUp()) {
    await delay(PAUSE_MS);
    notReady = await processesNotReady(system);
  }
  return { tookMs: Date.now() - startedMs, unfinished, notReady };
}

const isQuiet = (unfinished: Unfinished) => Object.values(unfinished).every((count) => count === 0);

const readUnfinished = (system: ChaosSystem): Promise<Unfinished> =>
  tryFor(30_000, () => countUnfinished(system.db));

async function processesNotReady({ stack }: ChaosSystem): Promise<readonly string[]> {
  const answers = await Promise.all(
    stack.processes.map(async ({ name, opsUrl }) => {
      const answer = await ask({ method: 'GET', url: `${opsUrl}/readyz`, timeoutMs: READY_TIMEOUT_MS });
      return answer.kind === 'ok' ? [] : [name];
    }),
  );
  return answers.flat();
}

async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, work));
}
