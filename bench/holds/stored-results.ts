import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { HoldResults } from './run-holds.ts';

const text = z.string();
const figure = z.number();

const measured = z.object({
  outcomes: z.record(text, figure),
  succeededInAll: figure,
  windowMs: figure,
  latency: z.object({
    count: figure,
    meanMs: figure,
    p50Ms: figure,
    p95Ms: figure,
    p99Ms: figure,
    p999Ms: figure,
    maxMs: figure,
  }),
  cpuSeconds: z.record(text, figure),
});

const byVariant = <T extends z.ZodType>(each: T) =>
  z.object({ product: each, 'row-lock': each, optimistic: each, 'redis-lock': each });

const holdResults: z.ZodType<HoldResults> = z.object({
  startedAt: text,
  machine: z.object({
    cpu: text,
    cores: figure,
    memoryGib: figure,
    node: text,
    postgres: text,
    redis: text,
    redisAppendFsync: text,
    fdatasyncMs: figure,
  }),
  settings: z.object({
    repetitions: figure,
    warmupMs: figure,
    measureMs: figure,
    seats: figure,
    accounts: figure,
    connections: figure,
    apis: figure,
    poolSizes: z.array(figure),
  }),
  poolTrials: z.array(z.object({ poolSize: figure, heldPerSecond: figure })),
  poolSize: figure,
  hot: byVariant(z.array(measured).min(1)),
  half: byVariant(z.object({ ratePerSecond: figure, measured })),
  oneSeat: byVariant(measured),
  parties: measured,
  tenConcerts: z.object({ product: measured, 'row-lock': measured, 'product, two hold-workers': measured }),
});

/** The results that a run left in that file. Throws when there are none, or when they are of an older form. */
export async function readHoldResults(file: string): Promise<HoldResults> {
  return holdResults.parse(JSON.parse(await readFile(file, 'utf8')));
}
