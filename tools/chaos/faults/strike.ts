import { setTimeout as delay } from 'node:timers/promises';
import type { AppName } from '@concert-mania/local-stack/stack-plan';
import { makeServerFaults } from '@concert-mania/testkit/servers/server-faults';
import type { TcpProxy } from '@concert-mania/testkit/servers/tcp-proxy';
import type { Connections, Fault } from '../plan/faults.ts';
import type { ChaosSystem } from '../system.ts';
import { tryFor } from '../try-for.ts';
import { family, signal } from './signals.ts';

const MEND_MS = 30_000;

/** An injected fault: its beginning and end in milliseconds since 1970. */
export interface MadeFault {
  readonly fault: Fault;
  readonly struckAt: number;
  readonly healedAt: number;
  /** Why it could not be injected as planned, such as another fault in its way; null if it was. */
  readonly failure: string | null;
}

/**
 * Injects a fault and resolves when it is over. Repairs what it broke even if the injection fails.
 */
export async function strike(system: ChaosSystem, fault: Fault): Promise<MadeFault> {
  const struckAt = Date.now();
  const failure = await makeFault(system, fault).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { fault, struckAt, healedAt: Date.now(), failure };
}

async function makeFault(system: ChaosSystem, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'both':
      return makeTogether(system, fault.faults);
    case 'kill':
      return killProcess(system, fault.process, fault.forMs);
    case 'freeze':
      return freeze(() => [system.stack.process(fault.process).pid], fault.forMs);
    case 'roll':
      return roll(system, fault.app);
    case 'kill-server':
      return signal(system.services.pidOf(fault.server), 'SIGKILL');
    case 'freeze-server':
      return freeze(() => family(system.services.pidOf(fault.server)), fault.forMs);
    case 'silence':
      return onConnections(system, fault, (proxy) => proxy.silence());
    case 'cut':
      return onConnections(system, fault, (proxy) => proxy.cut());
    case 'black-hole':
      return whileDisturbed(system, fault, (proxy) => proxy.silence({ newToo: true }));
    case 'refuse':
      return whileDisturbed(system, fault, (proxy) => proxy.refuse());
    case 'delay':
      return whileDisturbed(system, fault, (proxy) => proxy.delay(fault.delayMs));
    case 'read-only':
      return readOnly(system, fault.forMs);
    case 'end-sessions':
      return makeServerFaults(system.db).endSessions();
    case 'lock-table':
      return makeServerFaults(system.db).lockTable(fault.table, fault.forMs);
    default:
      return fault satisfies never;
  }
}

/**
 * Waits for both before it throws, so that the next fault does not begin while one of them lasts.
 */
async function makeTogether(system: ChaosSystem, faults: readonly Fault[]): Promise<void> {
  const made = await Promise.allSettled(faults.map((each) => makeFault(system, each)));
  for (const each of made) if (each.status === 'rejected') throw each.reason;
}

async function killProcess(system: ChaosSystem, name: string, forMs: number): Promise<void> {
  const process = system.stack.process(name);
  if (process.pid !== undefined) {
    system.expectEnd(name);
    process.kill('SIGKILL');
  }
  await delay(forMs);
  await process.restart();
}

/** Wakes exactly the processes that it froze: others may have replaced them meanwhile. */
async function freeze(pids: () => readonly (number | undefined)[], forMs: number): Promise<void> {
  const frozen = pids();
  try {
    for (const pid of frozen) signal(pid, 'SIGSTOP');
    await delay(forMs);
  } finally {
    for (const pid of frozen) signal(pid, 'SIGCONT');
  }
}

async function roll(system: ChaosSystem, app: AppName): Promise<void> {
  const replicas = system.stack.processes.filter(({ name }) => name === app || name.startsWith(`${app}-`));
  for (const replica of replicas) await replica.restart();
}

async function onConnections(
  { proxies }: ChaosSystem,
  { peer, process }: Connections,
  disturb: (proxy: TcpProxy) => void,
): Promise<void> {
  for (const proxy of proxies.between(peer, process)) disturb(proxy);
}

async function whileDisturbed(
  system: ChaosSystem,
  fault: Connections & { readonly forMs: number },
  disturb: (proxy: TcpProxy) => void,
): Promise<void> {
  try {
    await onConnections(system, fault, disturb);
    await delay(fault.forMs);
  } finally {
    await onConnections(system, fault, (proxy) => proxy.heal());
  }
}

async function readOnly(system: ChaosSystem, forMs: number): Promise<void> {
  const faults = makeServerFaults(system.db);
  try {
    await faults.setReadOnly(true);
    await delay(forMs);
  } finally {
    await tryFor(MEND_MS, () => faults.setReadOnly(false));
  }
}
