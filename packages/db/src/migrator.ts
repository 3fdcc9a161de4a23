import knex from 'knex';
import * as foundation from './migrations/0001-foundation.ts';
import * as saleFigures from './migrations/0002-sale-figures.ts';
import * as freeReservations from './migrations/0003-free-reservations.ts';
import * as concertSearch from './migrations/0004-concert-search.ts';
import * as twoPhaseTransfers from './migrations/0005-two-phase-transfers.ts';
import * as documentsAsWritten from './migrations/0006-documents-as-written.ts';
import * as eventsButHolds from './migrations/0007-events-but-holds.ts';
import * as liveReservations from './migrations/0008-live-reservations.ts';

const migrations = [
  { name: '0001-foundation', ...foundation },
  { name: '0002-sale-figures', ...saleFigures },
  { name: '0003-free-reservations', ...freeReservations },
  { name: '0004-concert-search', ...concertSearch },
  { name: '0005-two-phase-transfers', ...twoPhaseTransfers },
  { name: '0006-documents-as-written', ...documentsAsWritten },
  { name: '0007-events-but-holds', ...eventsButHolds },
  { name: '0008-live-reservations', ...liveReservations },
];

const source = {
  getMigrations: async () => migrations,
  getMigrationName: (migration: (typeof migrations)[number]) => migration.name,
  getMigration: async (migration: (typeof migrations)[number]) => ({
    up: (db: knex.Knex) => db.raw(migration.up),
    down: (db: knex.Knex) => db.raw(migration.down),
  }),
};

/** Brings a database to the newest schema (`up`) or to none (`down`). Answers the names of what it ran. */
export async function migrate(databaseUrl: string, direction: 'up' | 'down'): Promise<readonly string[]> {
  const db = knex({ client: 'pg', connection: databaseUrl, migrations: { migrationSource: source } });
  try {
    const [, ran] =
      direction === 'up' ? await db.migrate.latest() : await db.migrate.rollback(undefined, true);
    return ran as string[];
  } finally {
    await db.destroy();
  }
}
