import { prepareRun } from '../holds/bench-run.ts';
import { startBenchStack } from '../holds/bench-stack.ts';
import {
  describeProfiles,
  PROFILED,
  type Profiled,
  type Profiles,
  takeProfiles,
} from '../holds/profile-run.ts';
import { hotConcert, useHoldWorkers } from '../holds/scenarios.ts';
import { FULL, type HoldBenchSettings, QUICK } from '../holds/settings.ts';
import { flameGraph } from '../lib/flame-graph.ts';
import { mostElsewhere } from '../lib/quiet.ts';
import type { RunOptions, Scenario } from '../lib/scenario.ts';

interface ProfileResults extends Profiles {
  readonly startedAt: string;
}

/** Flame graphs of the processes that decide a hold. */
export const profile: Scenario<HoldBenchSettings, ProfileResults> = {
  full: FULL,
  quick: QUICK,
  run: runProfile,
  report: (results) =>
    `# Profiles, taken ${results.startedAt}\n\n${describeProfiles(results, (name) => [
      `![Flame graph of the ${name}](plots/${plotOf(name)}.svg)`,
    ])}`,
  plots: ({ profiles }) =>
    Object.fromEntries(
      PROFILED.map((name) => [
        plotOf(name),
        flameGraph({
          title: `Where the ${name} spends its time`,
          note: 'Width: share of its busy time, callers below. One hot concert, full load; less than 0.3 % is left out.',
          profile: profiles[name],
        }),
      ]),
    ),
  coresElsewhere: ({ measured }) => mostElsewhere([measured]),
};

const plotOf = (name: Profiled) => `profile-${name}`;

async function runProfile(options: RunOptions<HoldBenchSettings>): Promise<ProfileResults> {
  const { settings, log, profileDir } = options;
  const startedAt = new Date().toISOString();
  const bench = await startBenchStack({ apis: 1, inspect: true, log });
  try {
    const run = await prepareRun(bench, settings);
    await useHoldWorkers(run, 1);
    log('warming up');
    await hotConcert(run, 'product');
    log('profiling');
    return { startedAt, ...(await takeProfiles(run, profileDir)) };
  } finally {
    await bench.stop();
  }
}
