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

/** The most that other programs used during a run with the median throughput, in cores. */
export const disturbance = ({ hot }: Pick<HoldResults, 'hot'>): number =>
  mostElsewhere(VARIANTS.map((variant) => middle(hot[variant])));
