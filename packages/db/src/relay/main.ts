import { DATABASE_DEFAULTS, openDatabase } from '../connection/database.ts';
import { findOldestEventWriter, readEventBacklog } from '../events/event-backlog.ts';
import { type CursorTarget, resetCursor } from './reset-cursor.ts';

const USAGE = `npm run relay -- status
npm run relay -- reset <consumer> --to start|end|<number of an event>|<time>

Tells how far each consumer of the event log has read, or sets it.
DATABASE_URL tells which database; without it, that of the running system (npm start).`;
const STATEMENT_TIMEOUT_MS = 120_000;

function readTarget(text: string): CursorTarget | null {
  if (text === 'start' || text === 'end') return text;
  if (/^\d{1,15}$/.test(text)) return { position: Number(text) };
  const since = new Date(text);
  return Number.isNaN(since.getTime()) ? null : { since };
}

/** An error of several addresses has no message of its own. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function exitWith(reason: string): never {
  console.error(reason);
  process.exit(2);
}

const [command, consumer, flag, to] = process.argv.slice(2);
if (command === '--help' || command === '-h') {
  console.log(USAGE);
  process.exit(0);
}
const { DATABASE_URL: url } = process.env;
const target = flag === '--to' && to !== undefined ? readTarget(to) : null;
if (!(command === 'status' || (command === 'reset' && consumer && target))) exitWith(USAGE);
if (!url) exitWith('DATABASE_URL is missing, and no system is running (npm start).');

const db = openDatabase({
  ...DATABASE_DEFAULTS,
  url,
  applicationName: 'relay command',
  poolSize: 1,
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  onIdleError: () => {},
});
try {
  if (command === 'reset' && consumer && target) {
    const reset = await resetCursor(db, consumer, target);
    if (reset.ok) console.log(`${reset.consumers.join(', ')}: reads on after event ${reset.to}`);
    else {
      const unknown = reset.code === 'unknown_consumer';
      console.error(unknown ? `no consumer is named ${consumer}` : `the log has no event ${to}`);
      process.exitCode = 1;
    }
  }
  console.table(await readEventBacklog(db));
  const writer = await findOldestEventWriter(db);
  if (writer) console.log('oldest open transaction that has written events:', writer);
} catch (error) {
  console.error(`The relay's state cannot be read or set: ${describe(error)}`);
  process.exitCode = 2;
} finally {
  await db.close();
}
