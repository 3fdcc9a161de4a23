/** `npm run demo`: an on-sale rush over HTTP against the running system, ending in an audit. */
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DATABASE_DEFAULTS, type Database, openDatabase } from '@concert-mania/db/database';
import { ConfigError, readConfig } from '@concert-mania/runtime/config';
import { ServiceError } from '@concert-mania/services/service-error';
import { waitUntil } from '@concert-mania/services/wait-until';
import { startSettings } from '../start/settings.ts';
import { ArgumentError, type DemoArguments, HELP, readArguments } from './arguments.ts';
import { describeChecks } from './checks.ts';
import { rushGauges, showGauges } from './display.ts';
import type { Shuffle } from './draw-proof.ts';
import { type DemoSystem, findSystem, startSystem } from './find-system.ts';
import { type Http, makeHttp } from './http.ts';
import { openSessions } from './open-sessions.ts';
import { createFans, createSale, type DemoSale } from './prepare-sale.ts';
import { describeRush } from './report.ts';
import { runRush } from './rush.ts';
import { makeSleep, type Sleep } from './sleep.ts';
import { Tally } from './tally.ts';
import { checkRush, readShuffle, settle } from './wrap-up.ts';

const STATEMENT_TIMEOUT_MS = 30_000;
const VISIBLE_PATIENCE_MS = 5_000;
const PROMISE_READ_BEFORE_MS = 700;
const INTERRUPTED_EXIT_CODE = 130;
const WRONG_USE_EXIT_CODE = 2;

const say = (text: string) => process.stdout.write(`${text}\n`);
const nowMs = () => performance.timeOrigin + performance.now();
const number = new Intl.NumberFormat('en-US');

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  if (args === 'help') {
    say(HELP);
    return 0;
  }
  const settings = readConfig(startSettings, process.env);
  const dataDir = resolve(settings.DATA_DIR);
  let system = await findSystem(dataDir);
  if (system === null) {
    say('No system answers, so one is started for the rush.');
    system = await startSystem({
      dataDir,
      settings,
      environment: process.env,
      say: (text) => say(`  ${text}`),
    });
  }
  stopOnSignal(system);
  const db = openDemoDatabase(system.databaseUrl);
  try {
    return (await demonstrate(args, system, db)) ? 0 : 1;
  } finally {
    await db.close();
    await system.stop();
    if (system.logFile !== null) say(`\nThe system is stopped; its output is in ${system.logFile}`);
  }
}

async function demonstrate(args: DemoArguments, system: DemoSystem, db: Database): Promise<boolean> {
  const cutOff = new AbortController();
  const sleep = makeSleep(cutOff.signal);
  const http = makeHttp({ signal: cutOff.signal, sleep });
  const tally = new Tally();

  say(
    `\n${number.format(args.fans)} fans for ${number.format(args.seats)} seats, seed ${args.seed}, at ${system.apiUrls.join(', ')}`,
  );
  const { accountIds, accessTokens } = await prepareFans(args, system, db, http);
  const sale = await createSale(db, args);
  await waitForSale(http, system, sale);
  say(
    `\nThe sale opens at ${sale.opensAt.toISOString()}. Admitted are ${number.format(sale.admitPerSecond)} fans a second, ${number.format(sale.maxActive)} at a time; a hold lasts ${sale.holdSeconds} s.\n`,
  );

  const deadline = setTimeout(() => cutOff.abort(), args.deadlineSeconds * 1_000);
  const startedMs = performance.now();
  const display = showGauges(process.stdout, rushGauges(tally, args));
  const isCutOff = () => cutOff.signal.aborted;
  const promised = readPromise(http, system, sale, sleep);
  await runRush({ system, sale, accessTokens, seed: args.seed, http, tally, nowMs, sleep, isCutOff });
  display.stop();
  clearTimeout(deadline);
  const tookSeconds = Math.round((performance.now() - startedMs) / 1_000);
  say(
    isCutOff()
      ? `\nThe rush was cut off after ${tookSeconds} s.`
      : `\nThe last fan left after ${tookSeconds} s.`,
  );

  const after = makeHttp({ signal: AbortSignal.timeout(60_000), sleep: delay });
  const wrapUp = {
    db,
    http: after,
    apiUrl: system.apiUrls[0] ?? '',
    mockPgUrl: system.mockPgUrl,
    sale,
    accountIds,
    tally,
  };
  const report = await settle(wrapUp);
  say(`\n${describeRush({ tally, ...report, repeats: http.repeats, fans: args.fans })}`);
  const checks = await checkRush(wrapUp, await promised);
  after.close();
  http.close();
  const broken = checks.filter(({ flaws }) => flaws.length > 0).length;
  say(`\nWhat must hold\n${describeChecks(checks)}`);
  say(broken === 0 ? '\nEverything holds.' : `\n${broken} of ${checks.length} do not hold.`);
  return broken === 0;
}

async function prepareFans(args: DemoArguments, system: DemoSystem, db: Database, http: Http) {
  say('Each fan has an account, and a session from an earlier sign-in: their app refreshes it over HTTP.\n');
  const fans = await createFans(db, args.fans);
  let opened = 0;
  const display = showGauges(process.stdout, [
    { name: 'apps opened', total: () => args.fans, value: () => opened },
  ]);
  try {
    const accessTokens = await openSessions(http, system.apiUrls, fans, () => {
      opened += 1;
    });
    return { accessTokens, accountIds: fans.map((fan) => fan.accountId) };
  } finally {
    display.stop();
  }
}

async function waitForSale(http: Http, system: DemoSystem, sale: DemoSale): Promise<void> {
  for (const apiUrl of system.apiUrls) {
    const url = `${apiUrl}/v1/concerts/${sale.concertId}`;
    const visible = await waitUntil(
      async () => (await http.send({ method: 'GET', url })).status === 200,
      VISIBLE_PATIENCE_MS,
    );
    if (!visible) throw new Error(`${apiUrl} does not show the concert`);
  }
}

/** What the waiting room promises about its draw just before the opening; null when it does not answer. */
async function readPromise(http: Http, system: DemoSystem, sale: DemoSale, sleep: Sleep): Promise<Shuffle> {
  try {
    await sleep(sale.opensAt.getTime() - PROMISE_READ_BEFORE_MS - nowMs());
    return await readShuffle({ http, apiUrl: system.apiUrls[0] ?? '', sale });
  } catch {
    return null;
  }
}

const openDemoDatabase = (url: string) =>
  openDatabase({
    ...DATABASE_DEFAULTS,
    url,
    applicationName: 'concert-mania-demo',
    poolSize: 2,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onSlowQuery: () => undefined,
    onIdleError: (error) => say(`database connection lost: ${error.message}`),
  });

/** npm passes a terminal's Ctrl-C on, so one key press arrives twice; the first stops what was started. */
function stopOnSignal(system: DemoSystem): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    say('\ninterrupted');
    system.stop().finally(() => process.exit(INTERRUPTED_EXIT_CODE));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    if (error instanceof ArgumentError) {
      console.error(`${error.message}\n\n${HELP}`);
      process.exit(WRONG_USE_EXIT_CODE);
    }
    const known = error instanceof ServiceError || error instanceof ConfigError;
    console.error(known ? `\n${error.message}` : error);
    process.exit(1);
  },
);
