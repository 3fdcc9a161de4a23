import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectProfiler, findHotspots } from '../lib/profiler.ts';
import { markdownTable } from '../lib/tables.ts';
import type { BenchRun } from './bench-run.ts';
import { heldPerSecond, hotConcert } from './scenarios.ts';

const PROFILED = ['api', 'hold-worker'] as const;

/** Runs the hot concert once more while API and hold-worker are profiled; writes the profiles, answers what they say. */
export async function profileHot(run: BenchRun, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const profilers = await Promise.all(
    PROFILED.map(async (name) => ({
      name,
      profiler: await connectProfiler(run.bench.inspectors.get(name) ?? ''),
    })),
  );
  const measured = await hotConcert(run, 'product', {
    onWindow: (event) => {
      if (event === 'begin') for (const { profiler } of profilers) void profiler.start();
    },
  });
  const sections = [`# Profiles at ${Math.round(heldPerSecond(measured))} holds/s`];
  for (const { name, profiler } of profilers) {
    const profile = await profiler.stop();
    profiler.close();
    await writeFile(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
    const { busyShare, rooms, functions } = findHotspots(profile);
    const cells = (spots: typeof rooms) =>
      spots.map((spot) => [spot.name, `${(spot.share * 100).toFixed(1)} %`]);
    sections.push(
      `## ${name}: busy ${Math.round(busyShare * 100)} % of the time`,
      markdownTable(['where', 'share of busy time'], cells(rooms)),
      markdownTable(['function', 'share of busy time'], cells(functions)),
    );
  }
  return `${sections.join('\n\n')}\n`;
}
