/**
 * `npm run compare-gateway`: compares our books with the gateway's list, day by day. Exits with 1
 * if they disagree.
 */
import { parseArgs } from 'node:util';
import { type Day, makeCompareDay, startOfDay } from '@concert-mania/core/payments/gateway/compare-gateway';
import { makeComparisons } from '@concert-mania/db/money/gateway/gateway-comparisons';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { makeTransactionList } from '@concert-mania/payment-worker/src/gateway-transactions.ts';
import { readConfig } from '@concert-mania/runtime/settings/config';
import { z } from 'zod';
import { ArgumentError } from '../command-line/options.ts';
import { runTool } from '../command-line/run-tool.ts';

const HELP = `npm run compare-gateway -- --from <day> [--to <day>]

Reads the gateway's list of transactions of each day in Korea (YYYY-MM-DD) anew and compares it with our books, as the
payment-worker does with each day that is over. What moved in the last half hour is left for later.
The exit code is 0 when no difference is open, 1 when one is, 2 when the comparison could not be made.

DATABASE_URL, GATEWAY_URL and GATEWAY_SECRET_KEY tell what to compare.`;

const MS_PER_DAY = 86_400_000;
const KST_OFFSET_MS = 9 * 3_600_000;
const PAGE_TIMEOUT_MS = 30_000;
const MOST_DAYS = 400;
const CANNOT_COMPARE_EXIT_CODE = 2;
const settings = z.object({
  DATABASE_URL: z.string().min(1),
  GATEWAY_URL: z.url({ protocol: /^https?$/ }),
  GATEWAY_SECRET_KEY: z.string().min(1),
});

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(startOfDay(text).getTime());

function daysOf(from: string | undefined, to: string | undefined): readonly Day[] {
  if (from === undefined || !isDay(from)) throw new ArgumentError(`--from cannot be "${from ?? ''}"`);
  if (to !== undefined && !isDay(to)) throw new ArgumentError(`--to cannot be "${to}"`);
  const days = 1 + (startOfDay(to ?? from).getTime() - startOfDay(from).getTime()) / MS_PER_DAY;
  if (days < 1 || days > MOST_DAYS) throw new ArgumentError(`${days} days cannot be compared at once`);
  return Array.from({ length: days }, (_, n) =>
    new Date(startOfDay(from).getTime() + n * MS_PER_DAY + KST_OFFSET_MS).toISOString().slice(0, 10),
  );
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
  const days = daysOf(values.from, values.to);
  const { DATABASE_URL, GATEWAY_URL, GATEWAY_SECRET_KEY } = readConfig(settings, process.env);
  const db = openToolDatabase(DATABASE_URL, 'compare-gateway', { poolSize: 1 });
  try {
    const comparisons = makeComparisons(db);
    const transactions = makeTransactionList({
      url: GATEWAY_URL,
      secretKey: GATEWAY_SECRET_KEY,
      timeoutMs: PAGE_TIMEOUT_MS,
    });
    const compareDay = makeCompareDay({ transactions, comparisons });
    for (const day of days) {
      await comparisons.restart(day);
      console.log(`${day}: ${(await compareDay(day)).length} new differences`);
    }
    const open = await comparisons.listOpen();
    for (const { kind, orderId, thereAmount, hereAmount } of open) {
      console.log(`${kind} of ${orderId}: ${thereAmount} won there, ${hereAmount} won here`);
    }
    return open.length === 0 ? 0 : 1;
  } finally {
    await db.close();
  }
}

runTool(HELP, main, CANNOT_COMPARE_EXIT_CODE);
