import { median } from '../generator/latencies.ts';
import { perSecond } from '../generator/run-generator.ts';
import { milliseconds, percent, whole } from '../report/tables.ts';
import type { Figure } from '../scenario.ts';
import { microsInAll } from './cost-tables.ts';
import { mailedPerSecond } from './journey-run.ts';
import { boundOf, factorsOf, type JourneyResults, type WayMeasured } from './report.ts';

/** The figures of journeys for the table at the top of the page. */
export function mainFigures({ ways, curves, accounts, idle }: JourneyResults): readonly Figure[] {
  const { steps, gateway } = accounts.product;
  const wallet = steps.at(-1);
  const micros = (run: typeof wallet) => (run ? whole(microsInAll(run)) : '?');
  const largest = Math.max(
    ...idle.filter(({ name }) => name.includes('worker')).map(({ memory }) => memory.resident),
  );
  const atSeventy = curves.product.find(({ share }) => share === 0.7);
  return [
    ...ways.map((way): Figure => [`whole journeys, ${way.way.name}`, rateOf(way)]),
    ...(atSeventy
      ? [
          [
            'p99 of a whole journey from the wallet at 70 % of the highest rate',
            `${milliseconds(atSeventy.measured.latency.p99Ms)} ms at ${whole(atSeventy.ratePerSecond)}/s`,
          ] as const,
        ]
      : []),
    [
      'CPU of a whole journey, its mail included',
      `${micros(wallet)} µs from the wallet, ${micros(gateway)} µs through a gateway`,
    ],
    ['memory of an idle worker', `${whole(largest)} MB at most`],
  ];
}

function rateOf(measured: WayMeasured): string {
  const { way, runs } = measured;
  const rate = median(runs.product.map(perSecond));
  const bound = boundOf(way);
  const ofBound = bound === null ? '' : `, ${percent(rate / bound)} of what the calls allow`;
  const mailed = median(runs.product.map(mailedPerSecond));
  const factor = (of: typeof mailedPerSecond) => median(factorsOf(measured, of)).toFixed(1);
  return `${whole(rate)}/s, ${factor(perSecond)} × the conventional system${ofBound}; until all mails are sent ${whole(mailed)}/s, ${factor(mailedPerSecond)} ×`;
}
