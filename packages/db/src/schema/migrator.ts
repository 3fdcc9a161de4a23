import { readFileSync } from 'node:fs';
import knex from 'knex';
import { LOCK_NAMES } from '../connection/advisory-locks.ts';
import { MIGRATION_NAMES, MIGRATIONS_FOLDER } from './migration-names.ts';

/** The SQL that runs or undoes a migration. */
export const migrationSql = (name: string, direction: 'up' | 'down'): string =>
  readFileSync(new URL(`${name}.${direction}.sql`, MIGRATIONS_FOLDER), 'utf8');

// knex would replace a bare question mark by a parameter.
const run = (db: knex.Knex, sql: string) => db.raw(sql.replaceAll('?', '\\?'));

const source = {
  getMigrations: async () => [...MIGRATION_NAMES],
  getMigrationName: (name: string) => name,
  getMigration: async (name: string) => ({
    up: (db: knex.Knex) => run(db, migrationSql(name, 'up')),
    down: (db: knex.Knex) => run(db, migrationSql(name, 'down')),
  }),
};

/** The migrations of a run. `unknown`: those of a newer version, which stay. */
export interface MigrationRun {
  readonly ran: readonly string[];
  readonly unknown: readonly string[];
}

/** Runs the missing migrations, each in its own transaction. */
export const migrateUp = (databaseUrl: string): Promise<MigrationRun> =>
  withKnex(databaseUrl, async (db) => {
    const ran: string[] = [];
    for (;;) {
      const [, done] = (await db.migrate.up()) as [number, string[]];
      if (done.length === 0) return { ran, unknown: await unknownMigrations(db) };
      ran.push(...done);
    }
  });

/** Undoes the newest migration. Throws if a newer version ran it. */
export const migrateDownOne = (databaseUrl: string): Promise<MigrationRun> =>
  withKnex(databaseUrl, async (db) => {
    const unknown = await unknownMigrations(db);
    if (unknown.length > 0)
      throw new Error(`${unknown.join(', ')} came with a newer version; undo it with that version`);
    const [, ran] = (await db.migrate.down()) as [number, string[]];
    return { ran, unknown };
  });

async function withKnex<T>(databaseUrl: string, work: (db: knex.Knex) => Promise<T>): Promise<T> {
  const db = knex({
    client: 'pg',
    connection: databaseUrl,
    // The schema may be newer than this version: images are rolled back, schemas are not.
    migrations: { migrationSource: source, disableMigrationsListValidation: true },
  });
  try {
    // A second run at the same time waits here; without the lock both would run the same migration.
    return await db.transaction(async (lock) => {
      await lock.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [LOCK_NAMES.migrations]);
      return work(db);
    });
  } finally {
    await db.destroy();
  }
}

async function unknownMigrations(db: knex.Knex): Promise<readonly string[]> {
  const [completed] = (await db.migrate.list()) as [{ readonly name: string }[], unknown];
  return completed.map(({ name }) => name).filter((name) => !MIGRATION_NAMES.includes(name));
}
