import { DATABASE_DEFAULTS, openDatabase } from '@concert-mania/db/connection/database';
import { seedDemo } from './seed-demo.ts';

/** `node tools/seed/src/main.ts`, with DATABASE_URL of a migrated database. Safe to repeat. */
const { DATABASE_URL: databaseUrl } = process.env;
if (!databaseUrl) {
  console.error('usage: DATABASE_URL=postgres://… node tools/seed/src/main.ts');
  process.exit(2);
}
const db = openDatabase({
  ...DATABASE_DEFAULTS,
  url: databaseUrl,
  applicationName: 'concert-mania-seed',
  poolSize: 2,
  statementTimeoutMs: 30_000,
  onIdleError: (error) => console.error(`database connection lost: ${error.message}`),
});
try {
  const { concerts } = await seedDemo(db, () => new Date());
  if (concerts.length === 0) console.log('the demo data is there');
  for (const concert of concerts) console.log(`demo concert ${concert.id}: ${concert.title}`);
} finally {
  await db.close();
}
