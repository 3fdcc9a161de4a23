import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Measured, type OnWindow, perSecond } from '../generator/run-generator.ts';
import { prepareHolds } from '../holds/hold-run.ts';
import { hotConcert } from '../holds/loads.ts';
import { FULL as FULL_HOLDS, QUICK as QUICK_HOLDS } from '../holds/settings.ts';
import { measureJourneys } from '../journeys/journey-run.ts';
import { FULL as FULL_JOURNEYS, QUICK as QUICK_JOURNEYS } from '../journeys/settings.ts';
import { withSystems } from '../journeys/systems.ts';
import { connectProfiler, findHotspots, type Hotspots } from '../measuring/profiler.ts';
import { mostElsewhere } from '../measuring/quiet.ts';
import { type Bench, type Log, withBench } from '../measuring/stack.ts';
import { markdownTable, percent, whole } from '../report/tables.ts';
import type { Scenario } from '../scenario.ts';
import { makePolls } from '../waiting-room/polls-and-joins.ts';
import { fillRoom, openRoom } from '../waiting-room/room.ts';
import { FULL as FULL_ROOM, QUICK as QUICK_ROOM } from '../waiting-room/settings.ts';

const FULL = { holds: FULL_HOLDS, room: FULL_ROOM, journeys: FULL_JOURNEYS };
const QUICK: typeof FULL = { holds: QUICK_HOLDS, room: QUICK_ROOM, journeys: QUICK_JOURNEYS };
const ON_A_JOURNEY = [
  'api',
  'hold-worker',
  'payment-worker',
  'event-worker',
  'notification-worker',
  'admission-worker',
];

interface Profiled {
  readonly name: string;
  readonly load: string;
  readonly file: string;
  readonly hotspots: Hotspots;
  readonly measured: Measured;
}

/**
 * CPU profiles of the API and the hold-worker during holds, of the API during polls, and of the API
 * and the workers during journeys.
 */
export const profile: Scenario<typeof FULL> = {
  title: 'Profiles',
  full: FULL,
  quick: QUICK,
  run: async ({ settings, folder, log }) => {
    await mkdir(folder, { recursive: true });
    const { machine, profiled } = await withBench({ inspect: true, log }, async (bench) => {
      const run = await prepareHolds(bench, settings.holds);
      const holds = (onWindow: OnWindow) => hotConcert(run, 'product', { onWindow });
      log('profiling holds');
      await holds(() => undefined);
      const ofHolds = await takeProfiles(bench, ['api', 'hold-worker'], folder, 'holds', holds);
      const room = await openRoom(bench, { maxActive: 1, admitPerSecond: 1 });
      const fans = await fillRoom(bench, room, {
        joining: 2 * settings.room.pollers,
        returned: settings.room.pollers,
      });
      const polls = makePolls(bench, settings.room, `/v1/concerts/${room.id}/queue`, fans);
      log('profiling polls');
      await polls();
      const ofPolls = await takeProfiles(bench, ['api'], folder, 'polls', polls);
      return { machine: bench.machine, profiled: [...ofHolds, ...ofPolls] };
    });
    profiled.push(...(await profileJourneys(settings.journeys, folder, log)));
    const coresElsewhere = mostElsewhere(profiled.map(({ measured }) => measured));
    return { machine, sections: report(profiled), coresElsewhere, results: { profiled } };
  },
};

/** Whole journeys from the wallet; the profiles last until the mails that follow are sent. */
const profileJourneys = (
  { ways: [wallet], journeys, warmupMs, measureMs, account }: typeof FULL_JOURNEYS,
  folder: string,
  log: Log,
): Promise<readonly Profiled[]> =>
  withSystems({ log, inspect: true }, async (systems) => {
    if (!wallet) throw new Error('no way to pay is measured');
    const load = { ...wallet, until: 'paid', journeys, warmupMs, measureMs } as const;
    const journey = (drainMs: number, onWindow: OnWindow = () => undefined) =>
      measureJourneys(systems, 'product', { ...load, drainMs, onWindow });
    log('profiling journeys');
    await journey(0);
    const { bench } = systems.product;
    return takeProfiles(bench, ON_A_JOURNEY, folder, 'journeys', (onWindow) =>
      journey(account.drainMs, onWindow),
    );
  });

/** Profiles these processes under the load. Leaves a `.cpuprofile` of each in the folder. */
async function takeProfiles(
  { inspectors }: Bench,
  names: readonly string[],
  folder: string,
  load: string,
  apply: (onWindow: OnWindow) => Promise<Measured>,
): Promise<readonly Profiled[]> {
  const profilers = await Promise.all(
    names.map(async (name) => ({ name, profiler: await connectProfiler(inspectors.get(name) ?? '') })),
  );
  const measured = await apply((event) => {
    if (event === 'begin') for (const { profiler } of profilers) void profiler.start();
  });
  return Promise.all(
    profilers.map(async ({ name, profiler }) => {
      const taken = await profiler.stop();
      profiler.close();
      const file = join(folder, `${load}-${name}.cpuprofile`);
      await writeFile(file, JSON.stringify(taken));
      return { name, load, file, hotspots: findHotspots(taken), measured };
    }),
  );
}

const report = (profiled: readonly Profiled[]): readonly string[] => [
  'Each file opens in Chrome\'s developer tools (Performance) and in speedscope. Shares are of the time a process was busy, of a function without what it calls. "(program)" is time outside of functions that V8 knows: the kernel, system calls, native code of Node.',
  ...profiled.flatMap(({ name, load, file, hotspots, measured }) => [
    `## ${name}, ${whole(perSecond(measured))} ${load}/s: busy ${percent(hotspots.busyShare)} of the time`,
    file,
    markdownTable(
      ['function', 'share'],
      hotspots.functions.map((each) => [`\`${each.name}\``, `${(each.share * 100).toFixed(1)} %`]),
    ),
  ]),
];
