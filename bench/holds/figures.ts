import { ELSEWHERE } from '../lib/process-cpu.ts';
import { mostElsewhere } from '../lib/quiet.ts';
import type { Measured } from '../lib/run-generator.ts';
import type { HoldResults } from './run-holds.ts';
import { heldPerSecond } from './scenarios.ts';
import { VARIANTS, type Variant } from './settings.ts';

/** What readers are told the variants are called. */
export const NAMES: Readonly<Record<Variant, string>> = {
  product: 'Concert Mania',
  'row-lock': 'baseline: row lock',
  optimistic: 'baseline: optimistic',
  'redis-lock': 'baseline: Redis lock',
};

/** The repetition with the median throughput. */
export function middle(repetitions: readonly Measured[]): Measured {
  const sorted = repetitions.toSorted((a, b) => heldPerSecond(a) - heldPerSecond(b));
  const found = sorted[(sorted.length - 1) >> 1];
  if (!found) throw new Error('nothing was measured');
  return found;
}

/** CPU microseconds by process for each committed hold of a run. */
export function cpuMicrosPerHold({ cpuSeconds, outcomes }: Measured): Readonly<Record<string, number>> {
  const held = outcomes.succeeded ?? 1;
  return Object.fromEntries(
    Object.entries(cpuSeconds).map(([label, seconds]) => [label, (seconds * 1e6) / held]),
  );
}

/** CPU microseconds of all our processes, the generator included, for each committed hold of a run. */
export const ourMicrosPerHold = (measured: Measured): number =>
  Object.entries(cpuMicrosPerHold(measured)).reduce(
    (sum, [label, micros]) => (label === ELSEWHERE ? sum : sum + micros),
    0,
  );

/** How many times a form of the baseline the product is, in each repetition: they were measured one right after the other. */
export const ratios = ({ hot }: Pick<HoldResults, 'hot'>, variant: Variant): readonly number[] =>
  hot.product.map((product, at) => {
    const other = hot[variant][at];
    return other === undefined ? Number.NaN : heldPerSecond(product) / heldPerSecond(other);
  });

/** The most that other programs used during a run whose figures are shown, in cores. */
export const disturbance = ({ hot, half, watched, tenConcerts }: HoldResults): number =>
  mostElsewhere([
    ...VARIANTS.flatMap((variant) => [middle(hot[variant]), half[variant].measured]),
    ...Object.values(tenConcerts),
    watched,
  ]);
