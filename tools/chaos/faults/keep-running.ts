import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosSystem } from '../system.ts';

const LOOK_EVERY_MS = 500;

/**
 * Restarts processes that ended by themselves, as a supervisor does, until the signal. Skips those
 * that a fault keeps down (`isHandled`).
 */
export async function keepRunning(
  system: ChaosSystem,
  isHandled: (process: string) => boolean,
  ends: AbortSignal,
): Promise<void> {
  const starting = new Set<string>();
  while (!ends.aborted) {
    for (const process of system.stack.processes) {
      if (process.pid !== undefined || isHandled(process.name) || starting.has(process.name)) continue;
      starting.add(process.name);
      process
        .restart()
        .catch(() => undefined)
        .finally(() => starting.delete(process.name));
    }
    await delay(LOOK_EVERY_MS);
  }
}
