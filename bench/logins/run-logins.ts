import { prepareRun } from '../holds/bench-run.ts';
import { startBenchStack } from '../holds/bench-stack.ts';
import { hotConcert, useHoldWorkers } from '../holds/scenarios.ts';
import { QUICK as HOLDS } from '../holds/settings.ts';
import { describeMachine, type Machine } from '../lib/machine.ts';
import type { Measured } from '../lib/run-generator.ts';
import { prepareLoginFlood } from './login-flood.ts';
import type { LoginBenchSettings } from './settings.ts';

export interface LoginResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly settings: LoginBenchSettings;
  readonly alone: readonly Measured[];
  readonly flooded: readonly {
    readonly holds: Measured;
    readonly logins: Readonly<Record<number, number>>;
  }[];
}

/** Measures holds of one concert at a steady rate, in turns without and with a flood of logins beside them. */
export async function runLogins(options: {
  readonly settings: LoginBenchSettings;
  readonly log: (line: string) => void;
}): Promise<LoginResults> {
  const { settings, log } = options;
  const { warmupMs, measureMs } = settings;
  const startedAt = new Date().toISOString();
  const bench = await startBenchStack({ apis: 1, inspect: false, log });
  try {
    const machine = await describeMachine({ ...bench.stack, folder: bench.dataDir });
    const run = await prepareRun(bench, HOLDS);
    await useHoldWorkers(run, 1);
    const flood = await prepareLoginFlood(bench.stack.apiUrls[0] ?? '');
    const shape = { kind: 'open', ratePerSecond: settings.holdsPerSecond } as const;
    const measure = () => hotConcert(run, 'product', { shape, warmupMs, measureMs });
    const alone: Measured[] = [];
    const flooded: LoginResults['flooded'][number][] = [];
    for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
      log('holds alone');
      alone.push(await measure());
      log('holds beside logins');
      const logins = flood(settings.loginsPerSecond);
      const holds = await measure();
      flooded.push({ holds, logins: await logins.end() });
    }
    return { startedAt, machine, settings, alone, flooded };
  } finally {
    await bench.stop();
  }
}
