/** `npm run explain`: plans of history queries. Exits with 1 if one reads a whole table. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeStaffActions } from '@concert-mania/db/accounts/staff-actions';
import type { Database } from '@concert-mania/db/connection/database';
import { makePaymentReader } from '@concert-mania/db/money/payments/payment-store';
import { makeWalletStore } from '@concert-mania/db/money/wallet/wallet-store';
import { makeExpiryStore } from '@concert-mania/db/reservations/expiry-store';
import { makeReservationReader } from '@concert-mania/db/reservations/reservation-store';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { startStack } from '@concert-mania/local-stack/stack';
import { APP_NAMES } from '@concert-mania/local-stack/stack-plan';
import { readNumber, readOptions } from '../command-line/options.ts';
import { type Explained, explainQueries } from './explain-queries.ts';
import { loadHistory, REGULAR } from './load-history.ts';

const HELP = `npm run explain -- [--rows <n>]

Loads reservations, payments, events and staff actions into a database of its own, runs every
history query, and prints how PostgreSQL ran it. The exit code is 1 if a query reads a whole table
or more than 300 blocks of 8 KiB.

  --rows <n>  reservations to load; default 1000000`;

const MOST_BLOCKS = 300;
const PAGE = { before: null, limit: 20 } as const;
const ANY_ACTION = { accountId: null, action: null, subject: null, from: null, to: null };
const LOAD_TIMEOUT_MS = 600_000;

const idOf = (prefix: string, n: number) => `${prefix}_${String(n).padStart(20, '0')}`;

/** The queries, by their names in the table. */
const historyQueries = (rows: number): Record<string, (db: Database) => Promise<unknown>> => {
  const middle = Math.ceil(rows / 100) * 50;
  const staff = (filter: { readonly accountId?: string; readonly subject?: string }) => (db: Database) =>
    makeStaffActions(db).list({ ...PAGE, filter: { ...ANY_ACTION, ...filter } });
  return {
    'my reservations': (db) => makeReservationReader(db).list(REGULAR, PAGE),
    'my reservations, a later page': (db) =>
      makeReservationReader(db).list(REGULAR, { ...PAGE, before: idOf('res', middle) }),
    'one reservation': (db) => makeReservationReader(db).find(REGULAR, idOf('res', middle)),
    'my payments': (db) => makePaymentReader(db).listPayments(REGULAR, PAGE),
    'my payments, a later page': (db) =>
      makePaymentReader(db).listPayments(REGULAR, { ...PAGE, before: idOf('pay', middle) }),
    'one payment': (db) => makePaymentReader(db).findPayment(REGULAR, idOf('pay', middle + 1)),
    'my wallet': (db) => makeWalletStore(db).listEntries(REGULAR, PAGE),
    'the oldest overdue hold': (db) => makeExpiryStore(db).oldestOverdueMs(),
    'staff actions': staff({}),
    'staff actions of one person': staff({ accountId: 'usr_staff10' }),
    'staff actions on one reservation': staff({ subject: idOf('res', 50) }),
  };
};

async function explainHistory(db: Database, rows: number): Promise<boolean> {
  let isGood = true;
  for (const [name, run] of Object.entries(historyQueries(rows))) {
    const { db: explained, plans } = explainQueries(db);
    await run(explained);
    for (const plan of plans) {
      const isFault = plan.scanned.length > 0 || plan.blocks > MOST_BLOCKS;
      isGood &&= !isFault;
      console.log(`${isFault ? 'FAULT' : 'ok   '}  ${name.padEnd(34)} ${describe(plan)}`);
    }
  }
  return isGood;
}

const describe = ({ indexes, scanned, blocks }: Explained): string =>
  [
    `${String(blocks).padStart(5)} blocks`,
    indexes.length > 0 ? `by ${[...new Set(indexes)].join(', ')}` : 'no index',
    ...scanned.map((table) => `reads all of ${table}`),
  ].join('  ');

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), { rows: { type: 'string', default: '1000000' } });
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const rows = readNumber('rows', options.rows, { min: 1_000, max: 5_000_000 });
  const dataDir = await mkdtemp(join(tmpdir(), 'concert-mania-explain-'));
  const replicas = Object.fromEntries(APP_NAMES.map((name) => [name, 0]));
  const stack = await startStack({ dataDir, replicas, log: () => undefined });
  const db = openToolDatabase(stack.databaseUrl, 'explain', { statementTimeoutMs: LOAD_TIMEOUT_MS });
  try {
    console.log(`loading ${rows} reservations with their payments and events`);
    await loadHistory(db, rows);
    return (await explainHistory(db, rows)) ? 0 : 1;
  } finally {
    await db.close();
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

process.exitCode = await main();
