import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { cpuBetween, readMachineCpu } from '../measuring/process-cpu.ts';
import type { LoadResult } from './load.ts';
import { type GeneratorMessage, type GeneratorPlan, LOAD_DEFAULTS, type Load } from './plan.ts';

/** Results of a run, and the CPU seconds of each process in its window, generator included. */
export interface Measured extends LoadResult {
  readonly cpuSeconds: Readonly<Record<string, number>>;
  /** The time of its first request, by the clock of the process that measures. */
  readonly startedMs: number;
}

/** The repetitions of one load: a row of a table. */
export interface Series<M extends Measured = Measured> {
  readonly name: string;
  readonly runs: readonly M[];
}

/** A load generator that runs. */
export interface GeneratorRun {
  readonly pid: number;
  readonly measured: Promise<Measured>;
}

export type Watched = ReadonlyMap<string, readonly number[]>;

const GRACE_MS = 40_000;

/** Runs a plan in a process of its own. Rejects if it fails or lasts 40 s beyond its window. */
export const runGenerator = (load: Load, watched?: Watched): Promise<Measured> =>
  startGenerator(load, watched).measured;

/** As `runGenerator`, without waiting for the result. */
export function startGenerator(load: Load, watched: Watched = new Map()): GeneratorRun {
  const plan: GeneratorPlan = { ...LOAD_DEFAULTS, run: randomUUID(), ...load };
  const child = fork(join(import.meta.dirname, 'main.ts'), { serialization: 'advanced', execArgv: [] });
  const pid = child.pid ?? 0;
  const measured = new Promise<Measured>((resolve, reject) => {
    const pids = new Map([...watched, ['generator', [pid]] as const]);
    let before = readMachineCpu(pids);
    let after = before;
    let startedMs = performance.now();
    let result: LoadResult | undefined;
    const deadline = setTimeout(() => child.kill('SIGKILL'), plan.warmupMs + plan.measureMs + GRACE_MS);
    child.on('message', (message: GeneratorMessage) => {
      if (message.kind === 'ready') child.send(plan);
      else if (message.kind === 'result') result = message.result;
      else if (message.event === 'end') after = readMachineCpu(pids);
      else {
        before = readMachineCpu(pids);
        startedMs = performance.now() - plan.warmupMs;
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(deadline);
      if (result === undefined) reject(new Error(`the load generator ended with ${signal ?? code}`));
      else resolve({ ...result, startedMs, cpuSeconds: cpuBetween(before, after) });
    });
  });
  return { pid, measured };
}

/** Journeys that succeeded, per second of the measured window. */
export const perSecond = ({ outcomes, windowMs }: Pick<LoadResult, 'outcomes' | 'windowMs'>): number =>
  (outcomes.succeeded ?? 0) / (windowMs / 1_000);
