import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Replicas } from '@concert-mania/local-stack/stack-plan';
import { between, makeStream } from '../../demo/random.ts';
import { allLabels } from './fleet.ts';

/** One process whose clock is wrong for the whole run. */
export interface ClockSkew {
  readonly process: string;
  readonly ms: number;
}

const SKEW_STREAM = 2;
const MOST_SKEW_MS = 2_500;
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../skewed-clock/main.ts')).href;

/** Draws which clock is wrong and by how much; deterministic for a seed and replicas. */
export function drawClockSkew(seed: number, replicas: Replicas): ClockSkew {
  const random = makeStream(seed, SKEW_STREAM);
  const labels = allLabels(replicas);
  const process = labels[between(random, 0, labels.length - 1)] ?? 'api';
  return { process, ms: between(random, -MOST_SKEW_MS / 100, MOST_SKEW_MS / 100) * 100 };
}

/** The variables that make a process's clock wrong. */
export const skewEnvironment = (skew: ClockSkew | null, process: string): Readonly<Record<string, string>> =>
  skew?.process === process ? { NODE_OPTIONS: `--import=${PRELOAD}`, CLOCK_SKEW_MS: String(skew.ms) } : {};

export const describeSkew = ({ process, ms }: ClockSkew): string =>
  `the clock of ${process} is ${Math.abs(ms / 1_000)} s ${ms < 0 ? 'late' : 'early'}`;
