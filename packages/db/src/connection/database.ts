import { createHash } from 'node:crypto';
import pg from 'pg';
import { isOverdue } from './availability.ts';
import { type Deadlines, deadlinesOf } from './deadlines.ts';
import { sparesSession } from './faults.ts';
import { statementName } from './statement-name.ts';

const INT8_OID = 20;
// Amounts and counts stay below 2^53 and fit a double exactly. Strings would break every sum.
pg.types.setTypeParser(INT8_OID, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is too large`);
  return value;
});

/** Runs one statement. Rows have the snake_case columns of the statement. */
export interface Queryable {
  query<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

export interface TransactionOptions {
  /**
   * Its statements find all rows by key. A prepared statement keeps its plan while its tables grow,
   * so it must not choose to scan one that is still small.
   */
  readonly byKey?: boolean;
}

/** A pool of connections to PostgreSQL. */
export interface Database extends Queryable {
  /** Runs the work in one transaction (read committed). Rolls back and rethrows if it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Throws if the server does not answer. */
  ping(): Promise<void>;
  /** The connections in use, the idle ones, and the callers that wait for one. */
  usage(): { readonly total: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

/** Reports the time of each statement, by a name out of a limited number, and its text. */
export type OnStatement = (name: string, durationMs: number, text: string) => void;

export interface PoolWatch {
  readonly onStatement: OnStatement;
  /** A caller got a connection. */
  readonly onWait: (waitedMs: number) => void;
}

export interface DatabaseOptions extends Deadlines {
  readonly url: string;
  readonly applicationName: string;
  readonly poolSize: number;
  readonly watch?: PoolWatch;
  /** An idle connection broke because the server went away. The pool replaces it. */
  readonly onIdleError: (error: Error) => void;
}

export const DATABASE_DEFAULTS = {
  poolSize: 10,
  statementTimeoutMs: 5_000,
  connectTimeoutMs: 1_000,
} as const;

/** Sent in one round trip. */
const BEGIN_BY_KEY = `begin; set local enable_seqscan = off; set local enable_hashjoin = off;
  set local enable_mergejoin = off`;
const CONNECTION_LIFE_SECONDS = 300;
const MAX_PREPARED = 100;
const NAME_LENGTH = 32;
const preparedNames = new Map<string, string>();

/**
 * Marks a statement as prepared once per connection, which saves planning. Use it only for a
 * constant text that names its columns and finds rows by key at any table size. Returns the text.
 */
export function prepared(text: string): string {
  if (!preparedNames.has(text) && preparedNames.size < MAX_PREPARED) {
    preparedNames.set(text, createHash('sha256').update(text).digest('hex').slice(0, NAME_LENGTH));
  }
  return text;
}

/** Wraps a connection of pg. */
export const asQueryable = (client: pg.ClientBase | pg.Pool, onStatement?: OnStatement): Queryable => ({
  query: async <R extends object>(text: string, values: readonly unknown[] = []) => {
    const name = preparedNames.get(text);
    const startedMs = performance.now();
    try {
      return (await client.query<R>({ text, values: [...values], ...(name && { name }) })).rows;
    } finally {
      onStatement?.(statementName(text), performance.now() - startedMs, text);
    }
  },
});

/**
 * Opens a pool. It connects lazily; a statement waits at most `connectTimeoutMs` for a connection.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.poolSize,
    ...deadlinesOf(options),
    // A connection that only reads would never notice that its server is no longer the primary.
    maxLifetimeSeconds: CONNECTION_LIFE_SECONDS,
    idle_in_transaction_session_timeout: options.statementTimeoutMs * 2,
  });
  pool.on('error', options.onIdleError);
  if (options.watch) timeWaits(pool, options.watch.onWait);
  const idle = new Set<pg.PoolClient>();
  pool.on('acquire', (client) => idle.delete(client));
  pool.on('release', (_, client) => idle.add(client));
  pool.on('remove', (client) => idle.delete(client));
  // If one connection is silent, the others probably are too: close them before anyone waits.
  const dropIdle = (fault: unknown) => {
    if (!isOverdue(fault)) return;
    for (const client of [...idle]) {
      // The pool drops the client at once on this event. It would notice a destroyed socket later.
      client.emit('error', new Error('another connection of this pool is silent'));
      client.connection.stream.destroy();
    }
  };
  // A connection that breaks in a transaction fails its statements. An unhandled error event would
  // end the process.
  pool.on('connect', (client) => {
    client.on('error', () => {});
  });

  const watched = (inner: Queryable): Queryable => ({
    query: async <R extends object>(text: string, values?: readonly unknown[]) => {
      try {
        return await inner.query<R>(text, values);
      } catch (fault) {
        dropIdle(fault);
        throw fault;
      }
    },
  });

  return {
    ...watched(asQueryable(pool, options.watch?.onStatement)),
    transaction: async (work, { byKey = false } = {}) => {
      const client = await pool.connect();
      let broken = false;
      try {
        await client.query(byKey ? BEGIN_BY_KEY : 'begin');
        const result = await work(watched(asQueryable(client, options.watch?.onStatement)));
        await client.query('commit');
        return result;
      } catch (error) {
        // A rollback would wait behind the overdue answer. Ending the session rolls back too.
        broken = !sparesSession(error);
        if (!broken) {
          await client.query('rollback').catch(() => {
            broken = true;
          });
        }
        throw error;
      } finally {
        client.release(broken);
      }
    },
    ping: async () => {
      await pool.query('select 1');
    },
    usage: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

/** Reports how long each caller waits for a connection. The pool's own queries call it as well. */
function timeWaits(pool: pg.Pool, onWait: PoolWatch['onWait']): void {
  type Taken = Parameters<Parameters<pg.Pool['connect']>[0]>;
  const connect = pool.connect.bind(pool);
  const timed = (callback?: (...taken: Taken) => void): unknown => {
    const startedMs = performance.now();
    const waited = () => onWait(performance.now() - startedMs);
    if (callback === undefined) return connect().finally(waited);
    return connect((...taken) => {
      waited();
      callback(...taken);
    });
  };
  pool.connect = timed as pg.Pool['connect'];
}
