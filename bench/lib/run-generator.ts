import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { GeneratorMessage, GeneratorPlan, GeneratorResult } from './plan.ts';
import { cpuBetween, readMachineCpu } from './process-cpu.ts';

/** What a run measured, and the CPU seconds spent meanwhile, the generator's own included. */
export interface Measured extends GeneratorResult {
  readonly cpuSeconds: Readonly<Record<string, number>>;
}

const GRACE_MS = 40_000;

/** A generator at work. */
export interface GeneratorRun {
  readonly pid: number;
  readonly measured: Promise<Measured>;
}

/**
 * Runs a plan in a process of its own and accounts for the CPU time of the given processes within the measured window. Rejects
 * when the generator fails, or has not ended forty seconds after its window.
 */
export const runGenerator = (
  plan: GeneratorPlan,
  watched: ReadonlyMap<string, readonly number[]>,
  onWindow?: (event: 'begin' | 'end') => void,
): Promise<Measured> => startGenerator(plan, watched, onWindow).measured;

/** As `runGenerator`, for whoever has something to do meanwhile. */
export function startGenerator(
  plan: GeneratorPlan,
  watched: ReadonlyMap<string, readonly number[]>,
  onWindow: (event: 'begin' | 'end') => void = () => undefined,
): GeneratorRun {
  const child = fork(join(import.meta.dirname, 'generator/main.ts'), {
    serialization: 'advanced',
    execArgv: [],
  });
  const measured = new Promise<Measured>((resolve, reject) => {
    const pids = new Map([...watched, ['generator', child.pid === undefined ? [] : [child.pid]] as const]);
    let before = readMachineCpu(pids);
    let after = before;
    let result: GeneratorResult | undefined;
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
export const perSecond = ({ outcomes, windowMs }: Pick<GeneratorResult, 'outcomes' | 'windowMs'>): number =>
  (outcomes.succeeded ?? 0) / (windowMs / 1_000);
