import { makeLogOutput } from '@concert-mania/runtime/log-output';
import { makeLineLogger } from '@concert-mania/runtime/logger';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { BaselineSettings } from './settings.ts';

/** Not counted: they are counted as transactions. */
const FRAME = new Set(['begin', 'commit', 'rollback']);

/** Counts that the bench asks a process for. */
export interface ProgramCounts {
  readonly statements: number;
  readonly requests: number;
}
/** A wish to know the counts, or how many jobs to work on at once. */
export type ProgramOrder = 'count' | number;

/** Opens the servers and the log, and answers the bench that started this process. */
export function openProgram(
  name: string,
  config: BaselineSettings,
  onConcurrency: (jobs: number) => void = () => undefined,
) {
  const output = makeLogOutput(process.stdout, { name, onDropped: () => undefined });
  const lines = makeLineLogger({ name, level: 'info' }, output);
  const counts = { statements: 0, requests: 0 };
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  class CountingClient extends pg.Client {}
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  CountingClient.prototype.query = function counted(this: pg.Client, ...given: unknown[]) {
    if (!(typeof given[0] === 'string' && FRAME.has(given[0]))) counts.statements += 1;
    return query.apply(this, given);
  } as typeof pg.Client.prototype.query;
  const pool = new pg.Pool({
    Client: CountingClient,
    connectionString: config.DATABASE_URL,
    application_name: name,
    max: config.DATABASE_POOL_SIZE,
    // A connection made once is kept: making them during a run would be charged to the design.
    min: config.DATABASE_POOL_SIZE,
    idleTimeoutMillis: 0,
    statement_timeout: 30_000,
  });
  const redis = new Redis(config.REDIS_URL, {
    connectionName: name,
    enableAutoPipelining: true,
    maxRetriesPerRequest: null,
  });
  process.on('message', (order: ProgramOrder) => {
    if (order === 'count') process.send?.(counts);
    else onConcurrency(order);
  });
  process.once('disconnect', () => process.exit());
  return { pool, redis, lines, counts };
}

export const tellReady = (): void => void process.send?.('ready');

/** The first row of a statement that is prepared once on each connection. */
export async function queryRow<R extends pg.QueryResultRow>(
  client: pg.ClientBase | pg.Pool,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<R | undefined> {
  const { rows } = await client.query<R>({ name, text, values: [...values] });
  return rows[0];
}
