import { isRunning, type ProcessIdentity, sendSignal } from './process-identity.ts';
import { waitUntil } from './wait-until.ts';

/** Sends the signal, and SIGKILL after `graceMs`. Resolves when the process has ended. */
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
