import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { serverVersionNumber } from '@concert-mania/local-stack/postgres/postgres-admin';
import { readServerFacts } from '@concert-mania/redis/connection/server-facts';
import { median } from './latencies.ts';

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly node: string;
  readonly postgres: string;
  readonly redis: string;
  readonly redisAppendFsync: string;
  /** Median time to make 8 KiB durable: the price of every commit here. */
  readonly fdatasyncMs: number;
}

/** Describes the machine, the servers, and how fast a write in `folder` becomes durable. */
export async function describeMachine(options: {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly folder: string;
}): Promise<Machine> {
  const postgres = await serverVersionNumber(options.databaseUrl);
  const redis = await readServerFacts(options.redisUrl);
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: `${Math.floor(postgres / 10_000)}.${postgres % 10_000}`,
    redis: redis.version,
    redisAppendFsync: redis.appendFsync ?? 'unknown',
    fdatasyncMs: measureFdatasyncMs(options.folder),
  };
}

const SYNCS = 50;
const PAGE_BYTES = 8_192;

function measureFdatasyncMs(folder: string): number {
  const file = join(folder, 'fdatasync-probe');
  const descriptor = openSync(file, 'w');
  try {
    const page = Buffer.alloc(PAGE_BYTES, 1);
    const times = Array.from({ length: SYNCS }, () => {
      const startedMs = performance.now();
      writeSync(descriptor, page, 0, PAGE_BYTES, 0);
      fdatasyncSync(descriptor);
      return performance.now() - startedMs;
    });
    return median(times);
  } finally {
    closeSync(descriptor);
    rmSync(file);
  }
}
