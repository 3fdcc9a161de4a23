import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CpuProfile, connectProfiler, findHotspots, type Hotspot } from '../lib/profiler.ts';
import type { Measured } from '../lib/run-generator.ts';
import { markdownTable, whole } from '../lib/tables.ts';
import type { BenchRun } from './bench-run.ts';
import { heldPerSecond, hotConcert } from './scenarios.ts';

export const PROFILED = ['api', 'hold-worker'] as const;
export type Profiled = (typeof PROFILED)[number];

export interface Profiles {
  readonly profiles: Readonly<Record<Profiled, CpuProfile>>;
  /** The load meanwhile; being looked on costs a process some of its throughput. */
  readonly measured: Measured;
}

/** Runs the hot concert once more while API and hold-worker are profiled; leaves the profiles in the folder. */
export async function takeProfiles(run: BenchRun, folder: string): Promise<Profiles> {
  const [api, worker] = await Promise.all(
    PROFILED.map((name) => connectProfiler(run.bench.inspectors.get(name) ?? '')),
  );
  if (!api || !worker) throw new Error('nothing to profile');
  const measured = await hotConcert(run, 'product', {
    onWindow: (event) => {
      if (event === 'begin') for (const profiler of [api, worker]) void profiler.start();
    },
  });
  const profiles = { api: await api.stop(), 'hold-worker': await worker.stop() };
  for (const profiler of [api, worker]) profiler.close();
  await mkdir(folder, { recursive: true });
  for (const name of PROFILED)
    await writeFile(join(folder, `${name}.cpuprofile`), JSON.stringify(profiles[name]));
  return { profiles, measured };
}

const MOST_ROOMS = 12;
const MOST_FUNCTIONS = 15;

/** Where each process spends its time, as Markdown: `more` of each under its heading. */
export function describeProfiles(
  { profiles, measured }: Profiles,
  more: (name: Profiled) => readonly string[],
): string {
  return [
    `One hot concert at ${whole(heldPerSecond(measured))} holds/s with V8's sampling profiler in both processes. Shares are of the time a process was busy, of a function without what it calls; a room is one of our workspaces or a package. "(program)" is what V8 knows no function for: the kernel, system calls, native code of Node.`,
    ...PROFILED.flatMap((name) => {
      const { busyShare, rooms, functions } = findHotspots(profiles[name]);
      return [
        `## ${name}: busy ${Math.round(busyShare * 100)} % of the time`,
        ...more(name),
        hotspotTable('room', rooms.slice(0, MOST_ROOMS)),
        hotspotTable('function', functions.slice(0, MOST_FUNCTIONS)),
      ];
    }),
    '',
  ].join('\n\n');
}

const hotspotTable = (head: string, spots: readonly Hotspot[]): string =>
  markdownTable(
    [head, 'share'],
    spots.map(({ name, share }) => [`\`${name}\``, `${(share * 100).toFixed(1)} %`]),
  );
