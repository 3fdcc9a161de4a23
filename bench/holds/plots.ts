import { type LatencySummary, median } from '../lib/latencies.ts';
import { barPlot, logDotPlot, stackedBarPlot } from '../lib/plots/plots.ts';
import { ELSEWHERE } from '../lib/process-cpu.ts';
import { milliseconds, whole } from '../lib/tables.ts';
import { cpuMicrosPerHold, middle, NAMES } from './figures.ts';
import type { HoldResults } from './run-holds.ts';
import { heldPerSecond } from './scenarios.ts';
import { VARIANTS, type Variant } from './settings.ts';

export type PlotName = 'holds-per-second' | 'holds-latency' | 'holds-latency-half' | 'holds-cpu';
type Plotted = Pick<HoldResults, 'hot' | 'half' | 'settings'>;

/** Every plot of a result, as SVG documents: throughput, latency at full and at half load, CPU time of a hold. */
export function plotHolds(results: Plotted): Readonly<Record<PlotName, string>> {
  const { hot, half, settings } = results;
  return {
    'holds-per-second': barPlot({
      title: 'Holds per second, one hot concert',
      note: `Committed outcomes; median of ${settings.repetitions}; ${settings.connections} clients.`,
      rows: VARIANTS.map((variant) => {
        const value = median(hot[variant].map(heldPerSecond));
        return { ...nameOf(variant), value, text: whole(value) };
      }),
    }),
    'holds-latency': latencyPlot(
      'Latency at full load',
      `Milliseconds from request to committed outcome, logarithmic; ${settings.connections} clients.`,
      (variant) => middle(hot[variant]).latency,
    ),
    'holds-latency-half': latencyPlot(
      'Latency at half of its own throughput',
      'Milliseconds from when a request was due to its committed outcome, logarithmic; each at a rate of its own.',
      (variant) => half[variant].measured.latency,
    ),
    'holds-cpu': cpuPlot(results),
  };
}

const nameOf = (variant: Variant) => ({
  label: NAMES[variant].replace('baseline: ', ''),
  strong: variant === 'product',
});

const PERCENTILES = [
  ['p50', 'p50Ms'],
  ['p95', 'p95Ms'],
  ['p99', 'p99Ms'],
  ['p99.9', 'p999Ms'],
] as const;

const latencyPlot = (title: string, note: string, latencyOf: (variant: Variant) => LatencySummary) =>
  logDotPlot({
    title,
    note,
    groups: PERCENTILES.map(([label, key]) => ({
      label,
      rows: VARIANTS.map((variant) => {
        const value = latencyOf(variant)[key];
        return { ...nameOf(variant), value, text: milliseconds(value) };
      }),
    })),
  });

/** Colours go by place, so a process keeps its own whatever else was measured; those that decide nothing come last, in grey. */
const PROCESSES = ['API', 'baseline', 'hold-worker', 'PostgreSQL', 'Redis', 'other workers', 'generator'];

function cpuPlot({ hot }: Plotted): string {
  const rows = VARIANTS.map((variant) => {
    const { [ELSEWHERE]: _, ...values } = cpuMicrosPerHold(middle(hot[variant]));
    const unknown = Object.keys(values).find((label) => !PROCESSES.includes(label));
    if (unknown !== undefined) throw new Error(`no colour for the CPU time of ${unknown}`);
    const sum = Object.values(values).reduce((total, value) => total + value, 0);
    return { ...nameOf(variant), values, text: `${whole(sum)} µs` };
  });
  return stackedBarPlot({
    title: 'CPU microseconds per committed hold',
    note: 'One hot concert, the repetition with the median throughput; other programs left out.',
    parts: PROCESSES,
    rows,
  });
}
