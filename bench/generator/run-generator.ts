import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { cpuBetween, readMachineCpu } from '../measuring/process-cpu.ts';
import type { LoadResult } from './load.ts';
import { type GeneratorMessage, type GeneratorPlan, LOAD_DEFAULTS, type Load } from './plan.ts';

/** Results of a run, and the CPU seconds of each process in its window, generator included. */
export interface Measured extends LoadResult {
  readonly cpuSeconds: Readonly<Record<string, number>>;
}

/** A load generator that runs. */
export interface GeneratorRun {
  readonly pid: number;
  readonly measured: Promise<Measured>;
}

export type Watched = ReadonlyMap<string, readonly number[]>;
export type OnWindow = (event: 'begin' | 'end') => void;

const GRACE_MS = 40_000;

/** Runs a plan in a process of its own. Rejects if it fails or lasts 40 s beyond its window. */
export const runGenerator = (load: Load, watched?: Watched, onWindow?: OnWindow): Promise<Measured> =>
  startGenerator(load, watched, onWindow).measured;

/** As `runGenerator`, without waiting for the result. */
export function startGenerator(
  load: Load,
  watched: Watched = new Map(),
  onWindow: OnWindow = () => undefined,
): GeneratorRun {
  const plan: GeneratorPlan = { ...LOAD_DEFAULTS, run: randomUUID(), ...load };
  const child = fork(join(import.meta.dirname, 'main.ts'), { serialization: 'advanced', execArgv: [] });
  const measured = new Promise<Measured>((resolve, reject) => {
    const pids = new Map([...watched, ['generator', child.pid === undefined ? [] : [child.pid]] as const]);
    let before = readMachineCpu(pids);
    let after = before;
    let result: LoadResult | undefined;
    const deadline = setTimeout(() => child.kill('SIGKILL'), plan.warmupMs + plan.measureMs + GRACE_MS);
    child.on('message', (message: GeneratorMessage) => {
      switch (message.kind) {
        case 'ready':
          child.send(plan);
          break;
        case 'window':
          if (message.event === 'begin') before = readMachineCpu(pids);
          else after = readMachineCpu(pids);
          onWindow(message.event);
          break;
        case 'result':
          result = message.result;
          break;
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(deadline);
      if (result === undefined) reject(new Error(`the load generator ended with ${signal ?? code}`));
      else resolve({ ...result, cpuSeconds: cpuBetween(before, after) });
    });
  });
  return { pid: child.pid ?? 0, measured };
}

/** Journeys that succeeded, per second of the measured window. */
export const perSecond = ({ outcomes, windowMs }: Pick<LoadResult, 'outcomes' | 'windowMs'>): number =>
  (outcomes.succeeded ?? 0) / (windowMs / 1_000);
