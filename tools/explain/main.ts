/** `npm run explain`: query plans over long tables. Exits with 1 if one reads a whole table. */
import { parseArgs } from 'node:util';
import type { Database } from '@concert-mania/db/connection/database';
import { APP_NAMES } from '@concert-mania/local-stack/stack-plan';
import { readNumber } from '../command-line/options.ts';
import { withOwnSystem } from '../command-line/own-system.ts';
import { runTool } from '../command-line/run-tool.ts';
import { type Explained, explainQueries } from './explain-queries.ts';
import { fanQueries } from './fan-queries.ts';
import { loadHistory } from './load-history.ts';
import { staffQueries } from './staff-queries.ts';

const HELP = `npm run explain -- [--rows <n>]

Loads reservations, payments, tickets, scans, desk sales, events and staff actions into a database
of its own. Runs the queries of fans, the door, the box office and a cancelled show, and prints how
PostgreSQL ran each. The exit code is 1 if one reads a whole large table or too many blocks of 8 KiB:
300 for a row or a page, 1,000 for a page of an export, 5,000 for a part of a name, 40,000 for all
seats of a performance.

  --rows <n>  reservations to load; default 1000000`;

const LOAD_TIMEOUT_MS = 600_000;

async function explainAll(db: Database, rows: number): Promise<boolean> {
  // A paid reservation of the regular fan, in the middle of the table.
  const middle = Math.ceil(rows / 100) * 50 + 2;
  let isGood = true;
  for (const { name, run, mostBlocks } of [...fanQueries(middle), ...staffQueries(middle)]) {
    for (const plan of await explainQueries(db, run)) {
      const isFault = plan.scanned.length > 0 || plan.blocks > mostBlocks;
      isGood &&= !isFault;
      console.log(`${isFault ? 'FAULT' : 'ok   '}  ${name.padEnd(34)} ${describe(plan)}`);
      if (isFault) console.log(`       ${plan.statement}`);
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
  const { values: options } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
  const rows = readNumber('rows', options.rows, { min: 1_000, max: 5_000_000 });
  const replicas = Object.fromEntries(APP_NAMES.map((name) => [name, 0]));
  const system = { replicas, log: () => undefined, statementTimeoutMs: LOAD_TIMEOUT_MS };
  return withOwnSystem('explain', system, async ({ db }) => {
    console.log(`loading ${rows} reservations with their payments, tickets, scans and events`);
    await loadHistory(db, rows);
    return (await explainAll(db, rows)) ? 0 : 1;
  });
}

runTool(HELP, main);
