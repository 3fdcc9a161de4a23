import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@concert-mania/db/connection/database';

/** Faults inside a running PostgreSQL server. */
interface ServerFaults {
  /**
   * Makes new transactions of every session refuse writes (`default_transaction_read_only`), or
   * accept them again.
   */
  setReadOnly(readOnly: boolean): Promise<void>;
  /** Ends every session except its own. */
  endSessions(): Promise<void>;
  /** Locks a table exclusively for a while. Gives up if the lock is not free within a second. */
  lockTable(table: string, forMs: number): Promise<void>;
}

const TABLE_NAME = /^[a-z_]+$/;

export const makeServerFaults = (db: Database): ServerFaults => ({
  setReadOnly: async (readOnly) => {
    await db.query(
      readOnly
        ? 'alter system set default_transaction_read_only = on'
        : 'alter system reset default_transaction_read_only',
    );
    await db.query('select pg_reload_conf()');
  },
  endSessions: async () => {
    await db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
  },
  lockTable: async (table, forMs) => {
    if (!TABLE_NAME.test(table)) throw new RangeError(`${table} is no table's name`);
    await db.transaction(async (tx) => {
      await tx.query(`set local lock_timeout = '1s'`);
      await tx.query(`lock table ${table} in access exclusive mode`);
      await delay(forMs);
    });
  },
});
