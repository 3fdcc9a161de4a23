import { grantDatabaseRoles } from '../schema/database-roles.ts';
import { type MigrationRun, migrateDownOne, migrateUp } from '../schema/migrator.ts';

const USAGE = 'usage: DATABASE_URL=postgres://… node packages/db/src/migrate/main.ts up | down [--yes]';
const USAGE_EXIT_CODE = 2;

/**
 * `up` updates the schema and the rights of the database roles of API, workers and monitoring, and
 * creates the roles that have a password. `down` undoes the newest migration; in production it
 * needs `--yes`.
 */
const [direction = 'up', answer] = process.argv.slice(2);
const {
  DATABASE_URL: databaseUrl,
  NODE_ENV,
  API_DATABASE_PASSWORD: api,
  WORKER_DATABASE_PASSWORD: worker,
  MONITOR_DATABASE_PASSWORD: monitor,
} = process.env;
if (!databaseUrl || (direction !== 'up' && direction !== 'down')) {
  console.error(USAGE);
  process.exit(USAGE_EXIT_CODE);
}
if (direction === 'down' && NODE_ENV === 'production' && answer !== '--yes') {
  console.error('down removes everything the newest migration added, data included; repeat with --yes');
  process.exit(USAGE_EXIT_CODE);
}
const run = direction === 'up' ? await migrateUp(databaseUrl) : await migrateDownOne(databaseUrl);
for (const line of describe(run)) console.log(line);
if (direction === 'up') {
  const roles = await grantDatabaseRoles(databaseUrl, {
    ...(api && { api }),
    ...(worker && { worker }),
    ...(monitor && { monitor }),
  });
  if (roles.length > 0) console.log(`database roles: ${roles.join(', ')}`);
}

function describe({ ran, unknown }: MigrationRun): string[] {
  const done = ran.length === 0 ? 'nothing to run' : `ran ${direction}: ${ran.join(', ')}`;
  return unknown.length === 0 ? [done] : [done, `left alone, from a newer version: ${unknown.join(', ')}`];
}
