import { setTimeout as pause } from 'node:timers/promises';
import { STEPS } from '../generator/plan.ts';
import { perSecond } from '../generator/run-generator.ts';
import { type ProcessMemory, readMemory } from '../measuring/process-cpu.ts';
import { mostElsewhere, undisturbed } from '../measuring/quiet.ts';
import type { Log } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import type { Scenario } from '../scenario.ts';
import { type JourneyLoad, type JourneysMeasured, measureJourneys } from './journey-run.ts';
import { type Accounts, type JourneyResults, reportJourneys, type WayMeasured } from './report.ts';
import { FULL, type JourneySettings, QUICK, type Way } from './settings.ts';
import { SYSTEMS, type SystemName, type Systems, withSystems } from './systems.ts';

/** Whole journeys, of the product and of a conventional system, side by side. */
export const journeys: Scenario<JourneySettings> = {
  title: 'Whole journeys',
  full: FULL,
  quick: QUICK,
  run: async ({ settings, log }) => {
    const results = await withSystems(log, async (systems): Promise<JourneyResults> => {
      const { bench } = systems.product;
      const idle = await measureIdle(systems);
      const yardsticks = await measureYardsticks(bench, FULL.ways[0]?.connections ?? 1, log);
      log('warming up');
      for (const name of SYSTEMS) await measureJourneys(systems, name, loadOf(settings, settings.ways[0]));
      const ways = await measureWays(systems, settings, log);
      const accounts = await measureSteps(systems, settings, log);
      return { machine: bench.machine, settings, yardsticks, idle, ways, accounts };
    });
    return {
      machine: results.machine,
      sections: reportJourneys(results),
      coresElsewhere: mostElsewhere(
        results.ways.flatMap(({ runs }) => SYSTEMS.flatMap((name) => runs[name])),
      ),
      results,
    };
  },
};

function loadOf(settings: JourneySettings, way: Way | undefined): JourneyLoad {
  if (!way) throw new Error('no way to pay is measured');
  const { journeys, warmupMs, measureMs, drainMs } = settings;
  return { ...way, until: 'paid', journeys, warmupMs, measureMs, drainMs };
}

/** Takes turns within each repetition, so that a machine that slows down affects both systems. */
async function measureWays(
  systems: Systems,
  settings: JourneySettings,
  log: Log,
): Promise<readonly WayMeasured[]> {
  const measured: WayMeasured[] = [];
  for (const way of settings.ways) {
    const runs: Record<SystemName, JourneysMeasured[]> = { product: [], conventional: [] };
    for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
      for (const name of SYSTEMS) {
        const take = () => measureJourneys(systems, name, loadOf(settings, way));
        const run = await undisturbed(take, settings, log);
        runs[name].push(run);
        log(`${way.name}, ${name}: ${Math.round(perSecond(run))} journeys/s`);
      }
    }
    measured.push({ way, runs });
  }
  return measured;
}

/** Journeys that end after each step: the cost of a step is the difference. */
async function measureSteps(systems: Systems, settings: JourneySettings, log: Log): Promise<Accounts> {
  const taken: Record<SystemName, JourneysMeasured[]> = { product: [], conventional: [] };
  for (const until of STEPS) {
    for (const name of SYSTEMS) {
      const load = { payment: { method: 'wallet' }, callsAtOnce: 20, until } as const;
      const run = await measureJourneys(systems, name, { ...load, ...settings.account });
      taken[name].push(run);
      log(
        `until ${until}, ${name}: ${run.succeededInAll} journeys, ${run.drainSeconds.toFixed(1)} s later done`,
      );
    }
  }
  return taken;
}

const SETTLE_MS = 10_000;

/** Memory of each process before anybody comes. */
async function measureIdle({
  product,
}: Systems): Promise<readonly { readonly name: string; readonly memory: ProcessMemory }[]> {
  await pause(SETTLE_MS);
  return product.bench.stack.processes.flatMap(({ name, pid }) => {
    const memory = pid === undefined ? null : readMemory(pid);
    return memory === null ? [] : { name, memory };
  });
}
