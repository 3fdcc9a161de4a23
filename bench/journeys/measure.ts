import { setTimeout as pause } from 'node:timers/promises';
import { type Payment, STEPS, type Step } from '../generator/plan.ts';
import { perSecond } from '../generator/run-generator.ts';
import { type ProcessMemory, readMemory } from '../measuring/process-cpu.ts';
import { mostElsewhere, undisturbed } from '../measuring/quiet.ts';
import type { Log } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import type { Scenario } from '../scenario.ts';
import type { Accounts } from './cost-tables.ts';
import { measureCurves } from './curve.ts';
import { type JourneyLoad, type JourneysMeasured, measureJourneys } from './journey-run.ts';
import { mainFigures } from './main-figures.ts';
import { type JourneyResults, reportJourneys, type WayMeasured, type WaysMeasured } from './report.ts';
import { FULL, type JourneySettings, QUICK, type Way } from './settings.ts';
import { SYSTEMS, type SystemName, type Systems, withSystems } from './systems.ts';

/** Whole journeys, of the product and of a conventional system, side by side. */
export const journeys: Scenario<JourneySettings> = {
  title: 'Whole journeys',
  full: FULL,
  quick: QUICK,
  run: async ({ settings, log }) => {
    const results = await withSystems({ log }, async (systems): Promise<JourneyResults> => {
      const { bench } = systems.product;
      const idle = await measureIdle(systems);
      const yardsticks = await measureYardsticks(bench, FULL.ways[0]?.connections ?? 1, log);
      log('warming up');
      for (const name of SYSTEMS) await measureJourneys(systems, name, loadOf(settings, settings.ways[0]));
      const { ways, faults } = await measureWays(systems, settings, log);
      const wallet = loadOf(settings, settings.ways[0]);
      const curves = await measureCurves(systems, settings.curve, wallet, ways[0].runs, log);
      const accounts = await measureAccounts(systems, settings, log);
      return { machine: bench.machine, settings, yardsticks, idle, ways, faults, curves, accounts };
    });
    return {
      machine: results.machine,
      sections: reportJourneys(results),
      figures: mainFigures(results),
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

/**
 * Takes turns within each repetition, so that a machine that slows down affects both systems. A
 * repetition with a fault is left out, and its fault is reported.
 */
async function measureWays(
  systems: Systems,
  settings: JourneySettings,
  log: Log,
): Promise<{ readonly ways: WaysMeasured; readonly faults: readonly string[] }> {
  const measured: WayMeasured[] = [];
  const faults: string[] = [];
  for (const way of settings.ways) {
    const runs: Record<SystemName, JourneysMeasured[]> = { product: [], conventional: [] };
    const repetitions = way === settings.ways[0] ? settings.repetitions : settings.otherRepetitions;
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      try {
        const [product, conventional] = await measurePair(systems, settings, way, log);
        runs.product.push(product);
        runs.conventional.push(conventional);
      } catch (error) {
        faults.push(`${way.name}: ${error instanceof Error ? error.message : String(error)}`);
        log(`left out: ${faults.at(-1)}`);
      }
    }
    if (runs.product.length > 0) measured.push({ way, runs });
  }
  const [first, ...others] = measured;
  if (!first || first.way !== settings.ways[0])
    throw new Error(`the wallet was not measured: ${faults.join('; ')}`);
  return { ways: [first, ...others], faults };
}

async function measurePair(
  systems: Systems,
  settings: JourneySettings,
  way: Way,
  log: Log,
): Promise<readonly [JourneysMeasured, JourneysMeasured]> {
  const measure = async (name: SystemName) => {
    const take = () => measureJourneys(systems, name, loadOf(settings, way));
    const run = await undisturbed(take, settings, log);
    log(`${way.name}, ${name}: ${Math.round(perSecond(run))} journeys/s`);
    return run;
  };
  return [await measure('product'), await measure('conventional')];
}

/** Journeys that end after each step: the cost of a step is the difference. */
async function measureAccounts(systems: Systems, settings: JourneySettings, log: Log): Promise<Accounts> {
  const take = async (name: SystemName, until: Step, payment: Payment) => {
    const load = { payment, callsAtOnce: 20, until, ...settings.account } as const;
    const run = await measureJourneys(systems, name, load);
    const done = `${run.succeededInAll} journeys, all done ${run.drainSeconds.toFixed(1)} s later`;
    log(`until ${until}, ${payment.method}, ${name}: ${done}`);
    return run;
  };
  const steps: Record<SystemName, JourneysMeasured[]> = { product: [], conventional: [] };
  for (const until of STEPS) {
    for (const name of SYSTEMS) steps[name].push(await take(name, until, { method: 'wallet' }));
  }
  const account = async (name: SystemName) => ({
    steps: steps[name],
    gateway: await take(name, 'paid', { method: 'gateway', latencyMs: 0 }),
  });
  return { product: await account('product'), conventional: await account('conventional') };
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
