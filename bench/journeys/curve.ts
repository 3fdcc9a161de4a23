import { median } from '../generator/latencies.ts';
import { perSecond } from '../generator/run-generator.ts';
import type { Log } from '../measuring/stack.ts';
import { LATENCY_HEAD, latencyCells } from '../report/series.ts';
import { markdownTable, percent, whole } from '../report/tables.ts';
import { OUTSIDE } from './cost-tables.ts';
import { type JourneyLoad, type JourneysMeasured, measureJourneys } from './journey-run.ts';
import { NAMES, SYSTEMS, type SystemName, type Systems } from './systems.ts';

/** A load at a share of the rate that a system took at most. */
export interface CurvePoint {
  readonly share: number;
  readonly ratePerSecond: number;
  readonly measured: JourneysMeasured;
}
export type Curves = Readonly<Record<SystemName, readonly CurvePoint[]>>;

/** Journeys from the wallet at fixed rates, as shares of the median at full load. */
export async function measureCurves(
  systems: Systems,
  shares: readonly number[],
  load: JourneyLoad,
  full: Readonly<Record<SystemName, readonly JourneysMeasured[]>>,
  log: Log,
): Promise<Curves> {
  const curves: Record<SystemName, CurvePoint[]> = { product: [], conventional: [] };
  for (const share of shares) {
    for (const name of SYSTEMS) {
      const ratePerSecond = Math.max(1, Math.round(share * median(full[name].map(perSecond))));
      const shape = { kind: 'open', ratePerSecond } as const;
      const connections = load.connections * 4;
      const measured = await measureJourneys(systems, name, { ...load, shape, connections });
      curves[name].push({ share, ratePerSecond, measured });
      log(`${percent(share)} of the highest rate, ${name}: p99 ${Math.round(measured.latency.p99Ms)} ms`);
    }
  }
  return curves;
}

export const curveTable = (curves: Curves): string =>
  markdownTable(
    ['', 'of the highest rate', 'journeys/s due', 'ended well', ...LATENCY_HEAD, 'busiest'],
    SYSTEMS.flatMap((name) =>
      curves[name].map(({ share, ratePerSecond, measured }) => [
        NAMES[name],
        percent(share),
        whole(ratePerSecond),
        whole(measured.outcomes.succeeded ?? 0),
        ...latencyCells([measured]),
        busiest(measured),
      ]),
    ),
  );

/** The three processes that use most, in cores, and the sum of all. */
function busiest({ cpuSeconds, windowMs }: JourneysMeasured): string {
  const cores = Object.entries(cpuSeconds)
    .map(([label, seconds]) => [label, seconds / (windowMs / 1_000)] as const)
    .toSorted(([, a], [, b]) => b - a);
  const ours = cores.filter(([label]) => !OUTSIDE.includes(label));
  const all = cores.reduce((sum, [, used]) => sum + used, 0);
  const named = ours.slice(0, 3).map(([label, used]) => `${label} ${used.toFixed(2)}`);
  return `${named.join(', ')}; machine ${all.toFixed(2)}`;
}
