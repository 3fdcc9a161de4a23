import { setTimeout as pause } from 'node:timers/promises';
import { type Measured, perSecond } from '../generator/run-generator.ts';
import { cpuBetween, ELSEWHERE, readMachineCpu } from './process-cpu.ts';

/** Figures are not published when other programs used more than this. */
export const MOST_ELSEWHERE_CORES = 0.2;
/** A repetition is taken again when other programs used more than this. */
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
  log: (line: string) => void,
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
export async function inTurns<N extends string, M extends Measured>(
  loads: Readonly<Record<N, () => Promise<M>>>,
  settings: { readonly repetitions: number },
  log: (line: string) => void,
): Promise<Readonly<Record<N, readonly M[]>>> {
  const turns = Object.entries(loads) as [N, () => Promise<M>][];
  const results = Object.fromEntries(turns.map(([name]) => [name, []])) as unknown as Record<N, M[]>;
  log('warming up');
  for (const [, measure] of turns) await measure();
  for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
    for (const [name, measure] of turns) {
      const measured = await undisturbed(measure, settings, log);
      results[name].push(measured);
      log(`${name}: ${Math.round(perSecond(measured))}/s`);
    }
  }
  return results;
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
