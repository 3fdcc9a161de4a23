import { type Measured, perSecond } from '../generator/run-generator.ts';
import { prepareHolds } from '../holds/hold-run.ts';
import { hotConcert } from '../holds/loads.ts';
import { QUICK as HOLDS } from '../holds/settings.ts';
import { measureJourneys } from '../journeys/journey-run.ts';
import { loadOf } from '../journeys/measure.ts';
import { QUICK as JOURNEYS, WALLET } from '../journeys/settings.ts';
import { type System, type Systems, withSystems } from '../journeys/systems.ts';
import { mostElsewhere } from '../measuring/quiet.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import { yardstickLine } from '../report/series.ts';
import { milliseconds, percent, table, whole } from '../report/tables.ts';
import type { Scenario } from '../scenario.ts';

/** Round trips between processes and servers: none, within a zone, between zones. */
const FULL = {
  roundTripsMs: [0, 0.5, 2],
  holds: { ...HOLDS, measureMs: 3_000 },
  journeys: { ...JOURNEYS, warmupMs: 1_500, measureMs: 4_000 },
};

interface Row {
  readonly load: string;
  readonly system: string;
  /** By round trip. */
  readonly runs: readonly Measured[];
}

/** Holds and journeys with a network between the processes and their servers. */
export const network: Scenario<typeof FULL> = {
  title: 'A network before the servers',
  full: FULL,
  quick: { roundTripsMs: [0, 2], holds: HOLDS, journeys: JOURNEYS },
  run: ({ settings, ...context }) =>
    withSystems({ ...context, network: true }, async (systems) => {
      const { roundTripsMs } = settings;
      const { bench } = systems.product;
      const yardsticks = await measureYardsticks(bench, settings.holds.connections);
      const rows = await measureAll(systems, settings);
      const latencies = (of: (run: Measured) => number) => (row: Row) =>
        row.runs.map((run) => milliseconds(of(run))).join(', ');
      return {
        machine: bench.machine,
        sections: [
          `Every byte between a process and PostgreSQL or Redis passes a process that delays it; a request and its answer together take the given time longer. At 0 ms the process is there too: its own cost is in all columns. Holds: ${settings.holds.connections} clients; the baseline has row locks and 16 connections. Journeys are paid from the wallet by 300 fans.`,
          table(rows, {
            '': ({ load, system }) => `${load}/s: ${system}`,
            ...Object.fromEntries(
              roundTripsMs.map((ms, at) => [
                `${ms} ms`,
                ({ runs }: Row) =>
                  runs
                    .slice(at, at + 1)
                    .map((run) => whole(perSecond(run)))
                    .join(''),
              ]),
            ),
            [`kept at ${roundTripsMs.at(-1)} ms`]: ({ runs }) => {
              const [first = Number.NaN, ...others] = runs.map(perSecond);
              return percent((others.at(-1) ?? first) / first);
            },
            'p50 ms': latencies(({ latency }) => latency.p50Ms),
            'p99 ms': latencies(({ latency }) => latency.p99Ms),
          }),
          yardstickLine(yardsticks),
        ],
        figures: rows.map(
          ({ load, system, runs }) =>
            [
              `${load} with a network of ${roundTripsMs.join(', ')} ms before the servers: ${system}`,
              `${runs.map((run) => whole(perSecond(run))).join(', ')}/s`,
            ] as const,
        ),
        coresElsewhere: mostElsewhere(rows.flatMap(({ runs }) => runs)),
        results: { settings, yardsticks, rows },
      };
    }),
};

async function measureAll(systems: Systems, settings: typeof FULL): Promise<readonly Row[]> {
  /** One run beforehand is not counted. */
  const measureRow = async (
    { bench }: System,
    load: string,
    system: string,
    measure: () => Promise<Measured>,
  ): Promise<Row> => {
    await measure();
    const runs: Measured[] = [];
    for (const roundTripMs of settings.roundTripsMs) {
      bench.network?.setRoundTrip(roundTripMs);
      const measured = await measure();
      bench.log(`${load}, ${system}, ${roundTripMs} ms: ${Math.round(perSecond(measured))}/s`);
      runs.push(measured);
    }
    bench.network?.setRoundTrip(0);
    return { load, system, runs };
  };
  const { product, conventional } = systems;
  const run = await prepareHolds(product.bench, settings.holds);
  const journey = loadOf(settings.journeys, WALLET);
  try {
    await run.restartBaseline(settings.holds.poolSizes[0] ?? 1);
    const holds = [
      await measureRow(product, 'holds', 'Concert Mania', () => hotConcert(run, 'product')),
      await measureRow(product, 'holds', 'lock per request', () => hotConcert(run, 'row-lock')),
    ];
    await run.stopBaseline();
    return [
      ...holds,
      await measureRow(product, 'journeys', 'Concert Mania', () =>
        measureJourneys(systems, 'product', journey),
      ),
      await measureRow(conventional, 'journeys', 'conventional', () =>
        measureJourneys(systems, 'conventional', journey),
      ),
    ];
  } finally {
    await run.stopBaseline();
  }
}
