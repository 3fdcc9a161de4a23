import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { perSecond, runGenerator } from '../generator/run-generator.ts';
import { type Bench, openBenchDatabase } from './stack.ts';

/** Rates of this machine today, per second. Other figures of the run are compared with these. */
export interface Yardsticks {
  /** Requests of a plain Hono JSON route, from as many connections as the scenario has. */
  readonly plainRoute: number;
  readonly connections: number;
  /** SETs of a Redis that writes each to disk. */
  readonly durableSets: number;
  /** Transactions of a PostgreSQL that insert one row each. */
  readonly durableInserts: number;
}

const WARMUP_MS = 1_000;
const MEASURE_MS = 2_000;
export const SETS_AT_ONCE = 64;
export const INSERTS_AT_ONCE = 16;

/** Measures the yardsticks one after another. */
export async function measureYardsticks(
  { stack, redis, log }: Bench,
  connections: number,
): Promise<Yardsticks> {
  const plainRoute = await measurePlainRoute(connections);
  const durableSets = await callsPerSecond(SETS_AT_ONCE, (n) => redis.set(`yardstick:${n % 1_000}`, n));
  const db = openBenchDatabase(stack.databaseUrl, log, INSERTS_AT_ONCE);
  await db.query('create table if not exists yardstick (n bigint not null, note text not null)');
  const durableInserts = await callsPerSecond(INSERTS_AT_ONCE, (n) =>
    db.query('insert into yardstick (n, note) values ($1, $2)', [n, 'one row, one transaction']),
  );
  await db.close();
  log(`yardsticks: ${[plainRoute, durableSets, durableInserts].map(Math.round).join(', ')}/s`);
  return { plainRoute, connections, durableSets, durableInserts };
}

async function measurePlainRoute(connections: number): Promise<number> {
  const server = fork(join(import.meta.dirname, '../baseline/plain-route.ts'), { execArgv: [] });
  try {
    const [port] = await once(server, 'message');
    const measured = await runGenerator({
      urls: [`http://127.0.0.1:${port}`],
      protocol: { kind: 'request', method: 'GET', path: '/plain', expected: { status: 200 } },
      connections,
      warmupMs: WARMUP_MS,
      measureMs: MEASURE_MS,
    });
    return perSecond(measured);
  } finally {
    server.disconnect();
  }
}

/** Calls that ended per second, with so many callers at once, after a warm-up. */
async function callsPerSecond(callers: number, call: (n: number) => Promise<unknown>): Promise<number> {
  const beginMs = performance.now() + WARMUP_MS;
  const endMs = beginMs + MEASURE_MS;
  let [started, ended] = [0, 0];
  const caller = async () => {
    while (performance.now() < endMs) {
      started += 1;
      await call(started);
      const nowMs = performance.now();
      if (nowMs >= beginMs && nowMs < endMs) ended += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return ended / (MEASURE_MS / 1_000);
}
