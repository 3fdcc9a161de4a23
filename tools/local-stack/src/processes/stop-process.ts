import { identifyProcess, isRunning, type ProcessIdentity, sendSignal } from './process-identity.ts';
import { waitUntil } from './wait-until.ts';

/** Asks a process to stop and, when it has not within `graceMs`, ends it by SIGKILL. Resolves when it is gone. */
export async function stopProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (!isRunning(identity)) return;
  sendSignal(identity.pid, signal);
  if (await waitUntil(() => !isRunning(identity), graceMs, 20)) return;
  sendSignal(identity.pid, 'SIGKILL');
  await waitUntil(() => !isRunning(identity), 5_000, 20);
}

/** Who this very process is. */
export function identifySelf(): ProcessIdentity {
  return identifyProcess(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
}
