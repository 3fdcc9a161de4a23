import type { Database } from '@concert-mania/db/connection/database';
import type { Log } from '../measuring/stack.ts';
import type { MicroSettings } from './settings.ts';

/** One figure, measured again and again. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** Servers without any of our processes. */
export interface MicroBench {
  readonly db: Database;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly settings: MicroSettings;
  readonly log: Log;
}

/** CPU microseconds that this process has used so far. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
