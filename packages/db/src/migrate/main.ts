import { migrate } from '../migrator.ts';

/** `node packages/db/src/migrate/main.ts up|down`, with DATABASE_URL. */
const [direction = 'up'] = process.argv.slice(2);
const { DATABASE_URL: databaseUrl } = process.env;
if (!databaseUrl || (direction !== 'up' && direction !== 'down')) {
  console.error('usage: DATABASE_URL=postgres://… node packages/db/src/migrate/main.ts up|down');
  process.exit(2);
}
const ran = await migrate(databaseUrl, direction);
console.log(ran.length === 0 ? 'the schema is up to date' : `ran ${direction}: ${ran.join(', ')}`);
