import { setTimeout as pause } from 'node:timers/promises';
import { cpuBetween, ELSEWHERE, readMachineCpu } from './process-cpu.ts';
import type { Measured } from './run-generator.ts';

/** With more than this, figures say more about the other programs: they are not published. */
export const MOST_ELSEWHERE_CORES = 0.2;
/** A repetition with more than this is taken again. */
const QUIET_CORES = 0.1;
const MOST_ATTEMPTS = 6;
const PAUSE_MS = 3_000;

type Watched = Pick<Measured, 'cpuSeconds' | 'windowMs'>;

/** Cores that programs outside the bench used meanwhile. */
export const coresElsewhere = ({ cpuSeconds, windowMs }: Watched): number =>
  Math.max(0, (cpuSeconds[ELSEWHERE] ?? 0) / (windowMs / 1_000));

/** The most that programs outside the bench used during any of them, in cores. */
export const mostElsewhere = (measured: readonly Watched[]): number =>
  Math.max(0, ...measured.map(coresElsewhere));

/** A measurement during which other programs used little; after some attempts the one they disturbed least. */
export async function undisturbed<M extends Watched>(
  measure: () => Promise<M>,
  log: (line: string) => void,
): Promise<M> {
  let last = await measure();
  let best = last;
  for (let attempt = 1; attempt < MOST_ATTEMPTS && coresElsewhere(last) > QUIET_CORES; attempt += 1) {
    log(`other programs used ${coresElsewhere(last).toFixed(2)} cores; once more`);
    await pause(PAUSE_MS);
    last = await measure();
    if (coresElsewhere(last) < coresElsewhere(best)) best = last;
  }
  return best;
}

/** Begins an account of what is used outside this process and whatever it started; calling the answer ends it, in cores. */
export function watchOthers(): () => number {
  const pids = new Map([['ours', [process.pid]]]);
  const before = readMachineCpu(pids);
  const startedMs = performance.now();
  return () =>
    coresElsewhere({
      cpuSeconds: cpuBetween(before, readMachineCpu(pids)),
      windowMs: performance.now() - startedMs,
    });
}
