import { type Measured, perSecond } from '../generator/run-generator.ts';
import { prepareHolds } from '../holds/hold-run.ts';
import { hotConcert } from '../holds/loads.ts';
import { QUICK as HOLDS } from '../holds/settings.ts';
import { measureJourneys } from '../journeys/journey-run.ts';
import { QUICK as JOURNEYS } from '../journeys/settings.ts';
import { type SystemName, type Systems, withSystems } from '../journeys/systems.ts';
import { mostElsewhere } from '../measuring/quiet.ts';
import type { Log } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import { yardstickLine } from '../report/series.ts';
import { markdownTable, milliseconds, percent, whole } from '../report/tables.ts';
import type { Figure, Scenario } from '../scenario.ts';

/** Round trips between processes and servers: none, within a zone, between zones. */
const FULL = {
  roundTripsMs: [0, 0.5, 2],
  holds: { ...HOLDS, measureMs: 3_000 },
  journeys: { ...JOURNEYS, warmupMs: 1_500, measureMs: 4_000 },
};
const QUICK: typeof FULL = { ...FULL, roundTripsMs: [0, 2], holds: HOLDS, journeys: JOURNEYS };

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
  quick: QUICK,
  run: ({ settings, log }) =>
    withSystems({ log, network: true }, async (systems) => {
      const { bench } = systems.product;
      const yardsticks = await measureYardsticks(bench, settings.holds.connections, log);
      const rows = [
        ...(await measureHolds(systems, settings, log)),
        ...(await measureWallets(systems, settings, log)),
      ];
      return {
        machine: bench.machine,
        sections: [
          `Every byte between a process and PostgreSQL or Redis passes a process that delays it; a request and its answer together take the given time longer. At 0 ms the process is there too: its own cost is in all columns. Holds: ${settings.holds.connections} clients; the baseline has row locks and 16 connections. Journeys are paid from the wallet by 300 fans.`,
          table(settings.roundTripsMs, rows),
          yardstickLine(yardsticks),
        ],
        figures: rows.map(
          ({ load, system, runs }): Figure => [
            `${load} with a network of ${settings.roundTripsMs.join(', ')} ms before the servers: ${system}`,
            `${runs.map((run) => whole(perSecond(run))).join(', ')}/s`,
          ],
        ),
        coresElsewhere: mostElsewhere(rows.flatMap(({ runs }) => runs)),
        results: { settings, yardsticks, rows },
      };
    }),
};

async function eachRoundTrip(
  { bench }: Systems[SystemName],
  { roundTripsMs }: typeof FULL,
  measure: (roundTripMs: number) => Promise<Measured>,
): Promise<readonly Measured[]> {
  const runs: Measured[] = [];
  for (const roundTripMs of roundTripsMs) {
    bench.network?.setRoundTrip(roundTripMs);
    runs.push(await measure(roundTripMs));
  }
  bench.network?.setRoundTrip(0);
  return runs;
}

async function measureHolds({ product }: Systems, settings: typeof FULL, log: Log): Promise<readonly Row[]> {
  const run = await prepareHolds(product.bench, settings.holds);
  const rows: Row[] = [];
  try {
    await run.restartBaseline(settings.holds.poolSizes[0] ?? 1);
    for (const variant of ['product', 'row-lock'] as const) {
      await hotConcert(run, variant);
      const runs = await eachRoundTrip(product, settings, async (roundTripMs) => {
        const measured = await hotConcert(run, variant);
        log(`holds, ${variant}, ${roundTripMs} ms: ${Math.round(perSecond(measured))}/s`);
        return measured;
      });
      rows.push({
        load: 'holds',
        system: variant === 'product' ? 'Concert Mania' : 'lock per request',
        runs,
      });
    }
  } finally {
    await run.stopBaseline();
  }
  return rows;
}

async function measureWallets(systems: Systems, settings: typeof FULL, log: Log): Promise<readonly Row[]> {
  const { ways, journeys, warmupMs, measureMs, drainMs } = settings.journeys;
  const [wallet] = ways;
  if (!wallet) throw new Error('no way to pay is measured');
  const load = { ...wallet, until: 'paid', journeys, warmupMs, measureMs, drainMs } as const;
  const rows: Row[] = [];
  for (const name of ['product', 'conventional'] as const) {
    await measureJourneys(systems, name, load);
    const runs = await eachRoundTrip(systems[name], settings, async (roundTripMs) => {
      const measured = await measureJourneys(systems, name, load);
      log(`journeys, ${name}, ${roundTripMs} ms: ${Math.round(perSecond(measured))}/s`);
      return measured;
    });
    rows.push({ load: 'journeys', system: name === 'product' ? 'Concert Mania' : 'conventional', runs });
  }
  return rows;
}

function table(roundTripsMs: readonly number[], rows: readonly Row[]): string {
  return markdownTable(
    ['', ...roundTripsMs.map((ms) => `${ms} ms`), `kept at ${roundTripsMs.at(-1)} ms`, 'p50 ms', 'p99 ms'],
    rows.map(({ load, system, runs }) => {
      const rates = runs.map(perSecond);
      const latencies = (of: (run: Measured) => number) =>
        runs.map((run) => milliseconds(of(run))).join(', ');
      return [
        `${load}/s: ${system}`,
        ...rates.map(whole),
        percent((rates.at(-1) ?? 0) / (rates[0] || Number.NaN)),
        latencies(({ latency }) => latency.p50Ms),
        latencies(({ latency }) => latency.p99Ms),
      ];
    }),
  );
}
