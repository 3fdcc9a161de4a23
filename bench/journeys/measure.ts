import { setTimeout as pause } from 'node:timers/promises';
import { type Payment, STEPS, type Step } from '../generator/plan.ts';
import { perSecond } from '../generator/run-generator.ts';
import { readMemory } from '../measuring/process-cpu.ts';
import { mostElsewhere, undisturbed } from '../measuring/quiet.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import { medianPerSecond } from '../report/series.ts';
import { percent } from '../report/tables.ts';
import type { Scenario } from '../scenario.ts';
import { type JourneyLoad, type JourneysMeasured, measureJourneys } from './journey-run.ts';
import { journeyFigures, reportJourneys } from './report.ts';
import type { Account, BySystem, CurvePoint, JourneyResults, WayMeasured } from './results.ts';
import { FULL, type JourneySettings, QUICK, type Way } from './settings.ts';
import { SYSTEMS, type SystemName, type Systems, withSystems } from './systems.ts';

/** Whole journeys, of the product and of a conventional system, side by side. */
export const journeys: Scenario<JourneySettings> = {
  title: 'Whole journeys',
  full: FULL,
  quick: QUICK,
  run: ({ settings, ...context }) =>
    withSystems(context, async (systems) => {
      const { bench } = systems.product;
      const idle = await measureIdle(systems);
      const [wallet] = settings.ways;
      const yardsticks = await measureYardsticks(bench, wallet.connections);
      bench.log('warming up');
      for (const name of SYSTEMS) await measureJourneys(systems, name, loadOf(settings, wallet));
      const { ways, faults } = await measureWays(systems, settings);
      const curves = await measureCurves(systems, settings, ways[0].runs);
      const accounts = await measureAccounts(systems, settings);
      const results: JourneyResults = { settings, yardsticks, idle, ways, faults, curves, accounts };
      return {
        machine: bench.machine,
        sections: reportJourneys(results),
        figures: journeyFigures(results),
        coresElsewhere: mostElsewhere(ways.flatMap(({ runs }) => [...runs.product, ...runs.conventional])),
        results,
      };
    }),
};

const SETTLE_MS = 10_000;

/** Memory of each process before anybody comes. */
async function measureIdle({ product }: Systems): Promise<JourneyResults['idle']> {
  await pause(SETTLE_MS);
  return product.bench.stack.processes.flatMap(({ name, pid }) => {
    const memory = readMemory(pid);
    return memory === null ? [] : { name, memory };
  });
}

/** Journeys to the end, paid in this way. */
export function loadOf(settings: JourneySettings, { name: _, ...way }: Way): JourneyLoad {
  const { journeys, warmupMs, measureMs, drainMs } = settings;
  return { ...way, until: 'paid', journeys, warmupMs, measureMs, drainMs };
}

async function eachSystem<T>(measure: (name: SystemName) => Promise<T>): Promise<BySystem<T>> {
  return { product: await measure('product'), conventional: await measure('conventional') };
}

/**
 * Takes turns within each repetition, so that a machine that slows down affects both systems. A
 * repetition with a fault is left out, and its fault is reported.
 */
async function measureWays(
  systems: Systems,
  settings: JourneySettings,
): Promise<Pick<JourneyResults, 'ways' | 'faults'>> {
  const { log } = systems.product.bench;
  const measured: WayMeasured[] = [];
  const faults: string[] = [];
  for (const way of settings.ways) {
    const runs: Record<SystemName, JourneysMeasured[]> = { product: [], conventional: [] };
    const repetitions = way === settings.ways[0] ? settings.repetitions : settings.otherRepetitions;
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      try {
        const pair = await eachSystem(async (name) => {
          const take = () => measureJourneys(systems, name, loadOf(settings, way));
          const run = await undisturbed(take, settings, log);
          log(`${way.name}, ${name}: ${Math.round(perSecond(run))} journeys/s`);
          return run;
        });
        for (const name of SYSTEMS) runs[name].push(pair[name]);
      } catch (error) {
        faults.push(`${way.name}: ${error instanceof Error ? error.message : String(error)}`);
        log(`left out: ${faults.at(-1)}`);
      }
    }
    if (runs.product.length > 0) measured.push({ way, runs });
  }
  const [first, ...others] = measured;
  if (first?.way !== settings.ways[0]) throw new Error(`the wallet was not measured: ${faults.join('; ')}`);
  return { ways: [first, ...others], faults };
}

/** Journeys from the wallet at fixed rates, as shares of the median at full load. */
async function measureCurves(systems: Systems, settings: JourneySettings, full: WayMeasured['runs']) {
  const curves: Record<SystemName, CurvePoint[]> = { product: [], conventional: [] };
  const load = loadOf(settings, settings.ways[0]);
  for (const share of settings.curve) {
    for (const name of SYSTEMS) {
      const ratePerSecond = Math.max(1, Math.round(share * medianPerSecond(full[name])));
      const shape = { kind: 'open', ratePerSecond } as const;
      const connections = load.connections * 4;
      const measured = await measureJourneys(systems, name, { ...load, shape, connections });
      curves[name].push({ share, ratePerSecond, measured });
      const p99 = `p99 ${Math.round(measured.latency.p99Ms)} ms`;
      systems.product.bench.log(`${percent(share)} of the highest rate, ${name}: ${p99}`);
    }
  }
  return curves;
}

/** Journeys that end after each step: the cost of a step is the difference. */
async function measureAccounts(systems: Systems, settings: JourneySettings): Promise<BySystem<Account>> {
  const take = async (name: SystemName, until: Step, payment: Payment) => {
    const load = { payment, callsAtOnce: 20, until, ...settings.account } as const;
    const run = await measureJourneys(systems, name, load);
    const done = `${run.succeededInAll} journeys, all done ${run.drainSeconds.toFixed(1)} s later`;
    systems.product.bench.log(`until ${until}, ${payment.method}, ${name}: ${done}`);
    return run;
  };
  const steps: Record<SystemName, JourneysMeasured[]> = { product: [], conventional: [] };
  for (const until of STEPS) {
    for (const name of SYSTEMS) steps[name].push(await take(name, until, { method: 'wallet' }));
  }
  return eachSystem(async (name) => ({
    steps: steps[name],
    gateway: await take(name, 'paid', { method: 'gateway', latencyMs: 0 }),
  }));
}
