import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../plan/faults.ts';
import type { PlannedFault } from '../plan/make-plan.ts';
import type { ChaosSystem } from '../system.ts';
import { type MadeFault, strike } from './strike.ts';

/**
 * Injects the faults of a plan one after another, each at its time or when the one before is over.
 */
export async function strikePlan(
  system: ChaosSystem,
  plan: readonly PlannedFault[],
  startedMs: number,
  run: {
    readonly onStrike: (planned: PlannedFault) => void;
    /** While a fault is injected, contains the processes that it ends and starts. */
    readonly handled: Set<string>;
    readonly interrupted: AbortSignal;
  },
): Promise<readonly MadeFault[]> {
  const made: MadeFault[] = [];
  for (const planned of plan) {
    await sleepUntil(startedMs + planned.atMs, run.interrupted);
    if (run.interrupted.aborted) break;
    run.onStrike(planned);
    const touched = touchedBy(planned.fault, system);
    for (const process of touched) run.handled.add(process);
    try {
      made.push(await strike(system, planned.fault));
    } finally {
      for (const process of touched) run.handled.delete(process);
    }
  }
  return made;
}

/** The processes that the fault ends and starts. */
function touchedBy(fault: Fault, system: ChaosSystem): readonly string[] {
  if (fault.kind === 'both') return fault.faults.flatMap((each) => touchedBy(each, system));
  if (fault.kind === 'kill') return [fault.process];
  if (fault.kind !== 'roll') return [];
  return system.stack.processes.map(({ name }) => name).filter((name) => name.startsWith(fault.app));
}

/** Sleeps until a time, or until it is interrupted. */
export async function sleepUntil(at: number, interrupted: AbortSignal): Promise<void> {
  const ms = at - Date.now();
  if (ms > 0) await delay(ms, undefined, { signal: interrupted }).catch(() => undefined);
}
