/** `npm run metrics:check`: checks the metrics of every process of a running system. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { findPrometheus } from '@concert-mania/local-stack/prometheus/find-prometheus';
import { type Stack, startStack } from '@concert-mania/local-stack/stack';
import { demonstrate } from '../demo/demonstrate.ts';
import { describeMetrics } from './document/describe-metrics.ts';
import { makeRegistries } from './document/registries.ts';
import { judgeScrape } from './judge-scrape.ts';

const SCRAPE_TIMEOUT_MS = 5_000;
/** Longer than the intervals at which processes ask Redis. */
const REDIS_STOPPED_MS = 8_000;
const SETTLE_MS = 6_000;
const RUSH = { fans: 300, seats: 100, seed: 7, deadlineSeconds: 180 };

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const faults: string[] = [];
const fault = (text: string): void => {
  faults.push(text);
  say(`FAULT ${text}`);
};

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'concert-mania-metrics-'));
  const stack = await startStack({
    dataDir,
    environment: { ...process.env, RATE_LIMITS: 'off', LOG_LEVEL: 'warn' },
    demoData: true,
    log: say,
    onUnexpectedExit: (name, reason) => fault(`${name} ended unexpectedly (${reason})`),
  });
  try {
    await runDemo(stack);
    await pause(SETTLE_MS);
    const scrapes = await scrapeAll(stack);
    await judge(scrapes);
    await checkByPromtool(scrapes);
    await scrapeWithoutRedis(stack);
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  say(faults.length === 0 ? '\nAll metrics are as documented.' : `\n${faults.length} faults.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

async function runDemo(stack: Stack): Promise<void> {
  const db = openToolDatabase(stack.databaseUrl, 'metrics-check');
  try {
    const { apiUrls, mockPgUrl, webUrl, databaseUrl } = stack;
    const system = { apiUrls, mockPgUrl, webUrl, databaseUrl, logFile: null, stop: async () => {} };
    const interrupted = new AbortController().signal;
    if (!(await demonstrate({ args: RUSH, system, db, out: process.stdout, interrupted })))
      fault('the demo found a fault');
  } finally {
    await db.close();
  }
}

type Scrapes = readonly { readonly process: string; readonly text: string }[];

const scrapeAll = (stack: Stack): Promise<Scrapes> =>
  Promise.all(
    stack.processes.map(async ({ name, opsUrl }) => {
      const answer = await fetch(`${opsUrl}/metrics`, { signal: AbortSignal.timeout(SCRAPE_TIMEOUT_MS) });
      if (answer.status !== 200) fault(`${name} answers a scrape with ${answer.status}`);
      return { process: name, text: await answer.text() };
    }),
  );

async function judge(scrapes: Scrapes): Promise<void> {
  const documented = await describeMetrics(makeRegistries());
  say('\nprocess              families  series  faults');
  for (const scrape of scrapes) {
    const {
      process: name,
      families,
      series,
      faults: found,
    } = judgeScrape(scrape.process, scrape.text, documented);
    say(
      `${name.padEnd(20)} ${String(families).padStart(8)} ${String(series).padStart(7)} ${String(found.length).padStart(7)}`,
    );
    for (const one of found) fault(`${name}: ${one}`);
  }
}

async function checkByPromtool(scrapes: Scrapes): Promise<void> {
  const options = { cacheDir: resolve('.local'), path: process.env.PATH, log: say };
  const programs = await findPrometheus(['promtool'], options).catch((error: unknown) => {
    say(`\npromtool is not there, so it checked nothing: ${String(error)}`);
    return null;
  });
  if (programs === null) return;
  for (const { process: name, text } of scrapes) {
    const { code, output } = await feed(programs.promtool, ['check', 'metrics'], text);
    // 3: only advice on style, all of it about the common metrics of Node.
    const ours = output.split('\n').filter((line) => line !== '' && !/^(process|nodejs)_/.test(line));
    if ((code !== 0 && code !== 3) || ours.length > 0)
      fault(`promtool on ${name} (${code}): ${ours.join('; ')}`);
  }
  say('promtool check metrics: done');
}

function feed(
  file: string,
  args: readonly string[],
  text: string,
): Promise<{ code: number | null; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
    child.on('error', fail);
    child.on('close', (code) => done({ code, output }));
    child.stdin.end(text);
  });
}

async function scrapeWithoutRedis(stack: Stack): Promise<void> {
  const pid = stack.pidOf('redis');
  if (pid === undefined) return fault('no Redis of its own to stop');
  process.kill(pid, 'SIGSTOP');
  try {
    await pause(REDIS_STOPPED_MS);
    const scrapes = await scrapeAll(stack);
    const gathered = scrapes.find(({ process: name }) => name === 'event-worker')?.text ?? '';
    if (/^cm_queue_jobs\{/m.test(gathered)) fault('queue depths are shown although Redis does not answer');
    if (!/^cm_dependency_up\{name="redis"\} 0$/m.test(gathered))
      fault('event-worker shows a stopped Redis as up');
    say('with Redis stopped: every process answers its scrape');
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

await main();
