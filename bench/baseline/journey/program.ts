import { makeLogOutput } from '@concert-mania/runtime/log-output';
import { type Logger, makeLineLogger } from '@concert-mania/runtime/logger';
import { Redis } from 'ioredis';
import pg from 'pg';

/** The servers and the log of each process of the conventional system. */
export interface Program {
  readonly pool: pg.Pool;
  readonly redis: Redis;
  readonly lines: Logger;
  /** Counts a request that was served. */
  countRequest(): void;
}

/** Not counted: they are counted as transactions. */
const FRAME = new Set(['begin', 'commit', 'rollback']);

/** Counts that the bench asks a process for. */
export interface ProgramCounts {
  readonly statements: number;
  readonly requests: number;
}
export type ProgramOrder =
  | { readonly kind: 'count' }
  /** How many jobs to work on at once. */
  | { readonly kind: 'concurrency'; readonly jobs: number };
export type ProgramMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'counts'; readonly counts: ProgramCounts };

/** Opens the servers, and answers the bench that started this process. */
export function openProgram(
  name: string,
  config: { readonly DATABASE_URL: string; readonly REDIS_URL: string; readonly DATABASE_POOL_SIZE: number },
  onConcurrency: (jobs: number) => void = () => undefined,
): Program {
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
    if (order.kind === 'concurrency') onConcurrency(order.jobs);
    else process.send?.({ kind: 'counts', counts } satisfies ProgramMessage);
  });
  process.once('disconnect', () => process.exit());
  return {
    pool,
    redis,
    lines,
    countRequest: () => {
      counts.requests += 1;
    },
  };
}

export const tellReady = (): void => void process.send?.({ kind: 'ready' } satisfies ProgramMessage);
