import knex from 'knex';
import * as foundation from '../migrations/0001-foundation.ts';
import * as saleFigures from '../migrations/0002-sale-figures.ts';
import * as freeReservations from '../migrations/0003-free-reservations.ts';
import * as concertSearch from '../migrations/0004-concert-search.ts';
import * as twoPhaseTransfers from '../migrations/0005-two-phase-transfers.ts';
import * as documentsAsWritten from '../migrations/0006-documents-as-written.ts';
import * as eventsButHolds from '../migrations/0007-events-but-holds.ts';
import * as liveReservations from '../migrations/0008-live-reservations.ts';
import * as eventPositions from '../migrations/0009-event-positions.ts';
import * as stuckMoney from '../migrations/0010-stuck-money.ts';
import * as capturedMoney from '../migrations/0011-captured-money.ts';
import * as noticeSchedule from '../migrations/0017-notice-schedule.ts';
import * as cancelUnderWay from '../migrations/0018-cancel-under-way.ts';
import * as staff from '../migrations/0021-staff.ts';
import * as rolesChecked from '../migrations/0021-staff-roles-checked.ts';
import * as seatsNotForSale from '../migrations/0023-seats-not-for-sale.ts';
import * as sessions from '../migrations/0025-sessions.ts';
import * as holdBudgets from '../migrations/0026-hold-budgets.ts';
import * as seatCounts from '../migrations/0026-seat-counts.ts';
import * as seatCountsChecked from '../migrations/0026-seat-counts-checked.ts';
import * as searchAsTyped from '../migrations/0027-search-as-typed.ts';
import * as people from '../migrations/0030-people.ts';

const migrations = [
  { name: '0001-foundation', ...foundation },
  { name: '0002-sale-figures', ...saleFigures },
  { name: '0003-free-reservations', ...freeReservations },
  { name: '0004-concert-search', ...concertSearch },
  { name: '0005-two-phase-transfers', ...twoPhaseTransfers },
  { name: '0006-documents-as-written', ...documentsAsWritten },
  { name: '0007-events-but-holds', ...eventsButHolds },
  { name: '0008-live-reservations', ...liveReservations },
  { name: '0009-event-positions', ...eventPositions },
  { name: '0010-stuck-money', ...stuckMoney },
  { name: '0011-captured-money', ...capturedMoney },
  { name: '0017-notice-schedule', ...noticeSchedule },
  { name: '0018-cancel-under-way', ...cancelUnderWay },
  { name: '0021-staff', ...staff },
  { name: '0021-staff-roles-checked', ...rolesChecked },
  { name: '0023-seats-not-for-sale', ...seatsNotForSale },
  { name: '0025-sessions', ...sessions },
  { name: '0026-hold-budgets', ...holdBudgets },
  { name: '0026-seat-counts', ...seatCounts },
  { name: '0026-seat-counts-checked', ...seatCountsChecked },
  { name: '0027-search-as-typed', ...searchAsTyped },
  { name: '0030-people', ...people },
];

const source = {
  getMigrations: async () => migrations,
  getMigrationName: (migration: (typeof migrations)[number]) => migration.name,
  getMigration: async (migration: (typeof migrations)[number]) => ({
    up: (db: knex.Knex) => db.raw(migration.up),
    down: (db: knex.Knex) => db.raw(migration.down),
  }),
};

/**
 * The migrations of a run. `unknown`: those that a newer version ran; this version leaves them
 * alone.
 */
export interface MigrationRun {
  readonly ran: readonly string[];
  readonly unknown: readonly string[];
}

/** Runs every migration that the database lacks, each in a transaction of its own. */
export const migrateUp = (databaseUrl: string): Promise<MigrationRun> =>
  withKnex(databaseUrl, async (db) => {
    const ran: string[] = [];
    for (;;) {
      const [, names] = (await db.migrate.up()) as [number, string[]];
      if (names.length === 0) return { ran, unknown: await unknownMigrations(db) };
      ran.push(...names);
    }
  });

/**
 * Undoes the newest migration and no other. Throws if this version does not have the newest
 * migration.
 */
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
    // Two runs at once would both find the same migration missing; the second waits here instead.
    return await db.transaction(async (lock) => {
      await lock.raw(`select pg_advisory_xact_lock(hashtextextended('migrations', 0))`);
      return work(db);
    });
  } finally {
    await db.destroy();
  }
}

async function unknownMigrations(db: knex.Knex): Promise<readonly string[]> {
  const [completed] = (await db.migrate.list()) as [{ readonly name: string }[], unknown];
  const known = new Set(migrations.map(({ name }) => name));
  return completed.map(({ name }) => name).filter((name) => !known.has(name));
}
