import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectProfiler, findHotspots } from '../lib/profiler.ts';
import { markdownTable } from '../lib/tables.ts';
import type { RoomStack } from './room-stack.ts';

/** Profiles the API during one more measurement; writes the profile, answers what it says. */
export async function profileApi(
  bench: RoomStack,
  folder: string,
  measure: (onWindow: (event: 'begin' | 'end') => void) => Promise<unknown>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const profiler = await connectProfiler(bench.inspectors.get('api') ?? '');
  await measure((event) => {
    if (event === 'begin') void profiler.start();
  });
  const profile = await profiler.stop();
  profiler.close();
  await writeFile(join(folder, 'api-polls.cpuprofile'), JSON.stringify(profile));
  const { busyShare, rooms, functions } = findHotspots(profile, 45);
  const cells = (spots: typeof rooms) =>
    spots.map((spot) => [spot.name, `${(spot.share * 100).toFixed(1)} %`]);
  return [
    `API busy ${Math.round(busyShare * 100)} % of the time`,
    markdownTable(['where', 'share of busy time'], cells(rooms)),
    markdownTable(['function', 'share of busy time'], cells(functions)),
  ].join('\n\n');
}
