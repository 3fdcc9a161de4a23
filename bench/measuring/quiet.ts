import { setTimeout as pause } from 'node:timers/promises';
import { type Measured, perSecond, type Series } from '../generator/run-generator.ts';
import { cpuBetween, ELSEWHERE, readMachineCpu } from './process-cpu.ts';
import type { Log } from './stack.ts';

/** Figures are not published when other programs used more than this. */
export const MOST_ELSEWHERE_CORES = 0.2;
/** A repetition is taken again when other programs used more than this. */
const QUIET_CORES = 0.1;
const MOST_ATTEMPTS = 6;
const PAUSE_MS = 3_000;

type Watched = Pick<Measured, 'cpuSeconds' | 'windowMs'>;

/** Cores that programs outside the bench used meanwhile. */
const coresElsewhere = ({ cpuSeconds, windowMs }: Watched): number =>
  Math.max(0, (cpuSeconds[ELSEWHERE] ?? 0) / (windowMs / 1_000));

/** The most that programs outside the bench used during any of them, in cores. */
export const mostElsewhere = (measured: readonly Watched[]): number =>
  Math.max(0, ...measured.map(coresElsewhere));

interface Repeating {
  readonly repetitions: number;
  readonly mostAttempts?: number;
}

/**
 * Repeats a measurement until other programs used little; after some attempts the quietest one
 * counts. A run of a single repetition (`--quick`) does not repeat it.
 */
export async function undisturbed<M extends Watched>(
  measure: () => Promise<M>,
  { repetitions, mostAttempts = MOST_ATTEMPTS }: Repeating,
  log: Log,
): Promise<M> {
  const attempts = repetitions > 1 ? mostAttempts : 1;
  let last = await measure();
  let best = last;
  for (let attempt = 1; attempt < attempts && coresElsewhere(last) > QUIET_CORES; attempt += 1) {
    log(`other programs used ${coresElsewhere(last).toFixed(2)} cores; measuring again`);
    await pause(PAUSE_MS);
    last = await measure();
    if (coresElsewhere(last) < coresElsewhere(best)) best = last;
  }
  return best;
}

/**
 * Measures loads in turns, so that a machine that slows down affects all of them. One run of each
 * beforehand is not counted.
 */
export async function inTurns<M extends Measured>(
  loads: Readonly<Record<string, () => Promise<M>>>,
  settings: { readonly repetitions: number },
  log: Log,
): Promise<readonly Series<M>[]> {
  const turns = Object.entries(loads).map(([name, measure]) => ({ name, measure, runs: [] as M[] }));
  log('warming up');
  for (const { measure } of turns) await measure();
  for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
    for (const { name, measure, runs } of turns) {
      const measured = await undisturbed(measure, settings, log);
      runs.push(measured);
      log(`${name}: ${Math.round(perSecond(measured))}/s`);
    }
  }
  return turns;
}

/** Starts to measure what other programs use. The returned function ends it, in cores. */
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
