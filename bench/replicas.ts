import { perSecond } from './generator/run-generator.ts';
import { microsInAll, microsOf, oursOf } from './journeys/cost-tables.ts';
import { type JourneysMeasured, measureJourneys } from './journeys/journey-run.ts';
import { loadOf } from './journeys/measure.ts';
import { QUICK as JOURNEYS, WALLET } from './journeys/settings.ts';
import { withSystems } from './journeys/systems.ts';
import { mostElsewhere } from './measuring/quiet.ts';
import { table, whole } from './report/tables.ts';
import type { Scenario } from './scenario.ts';

const FULL = {
  /** Processes of each kind. PostgreSQL and Redis are always one server each. */
  replicas: [1, 2, 4],
  journeys: { ...JOURNEYS, warmupMs: 1_500, measureMs: 4_000, journeys: 8_000 },
};

interface Row {
  readonly replicas: number;
  readonly run: JourneysMeasured;
}

const MICROS = 1e6;
const RATE = 1_000;

/** Journeys from the wallet with more processes of each kind: the cost of sharing the work. */
export const replicas: Scenario<typeof FULL> = {
  title: 'Replicas',
  full: FULL,
  quick: { replicas: [1, 2], journeys: JOURNEYS },
  run: async ({ settings, ...context }) => {
    const rows: Row[] = [];
    let machine = '';
    for (const count of settings.replicas) {
      const run = await withSystems({ ...context, replicas: count }, async (systems) => {
        machine = systems.product.bench.machine;
        const load = loadOf(settings.journeys, WALLET);
        // The first run of new processes is not counted.
        await measureJourneys(systems, 'product', load);
        return measureJourneys(systems, 'product', load);
      });
      context.log(`${count} of each: ${whole(perSecond(run))}/s, ${whole(microsInAll(run))} µs each`);
      rows.push({ replicas: count, run });
    }
    const [one, ...more] = rows;
    const last = more.at(-1);
    if (!one || !last) throw new Error('replicas compares at least two counts of processes');
    return {
      machine,
      sections: [
        'Whole journeys from the wallet, by 300 fans at once, with more processes of each kind on the same two cores. More processes cannot be faster here; the cost of a journey says what sharing its work takes.',
        table(rows, {
          'processes of each kind': ({ replicas }) => String(replicas),
          'journeys/s': ({ run }) => whole(perSecond(run)),
          'CPU µs a journey': ({ run }) => whole(microsInAll(run)),
          ...Object.fromEntries(
            oursOf(one.run).map((label) => [label, ({ run }: Row) => whole(microsOf(run, label))]),
          ),
        }),
        `By this account, each kind of process needs these cores of its own, at full use, for ${whole(RATE)} journeys/s. All replicas of a kind share its load; one concert is decided by one hold-worker at a time.`,
        table(oursOf(one.run), {
          '': (label) => label,
          [`cores for ${whole(RATE)} journeys/s, one process of each kind`]: (label) =>
            coresOf(one.run, label),
          [`the same, ${last.replicas} of each`]: (label) => coresOf(last.run, label),
        }),
      ],
      figures: [
        [
          `CPU of a whole journey from the wallet with ${rows.map(({ replicas }) => replicas).join(', ')} processes of each kind`,
          `${rows.map(({ run }) => whole(microsInAll(run))).join(', ')} µs`,
        ],
      ],
      coresElsewhere: mostElsewhere(rows.map(({ run }) => run)),
      results: { settings, rows },
    };
  },
};

const coresOf = (run: JourneysMeasured, label: string): string =>
  ((microsOf(run, label) * RATE) / MICROS).toFixed(2);
