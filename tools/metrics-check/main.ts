/** `npm run metrics:check`: checks the metrics of every process of a running system. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '@concert-mania/local-stack/stack';
import { type OwnSystem, withOwnSystem } from '../command-line/own-system.ts';
import { runTool } from '../command-line/run-tool.ts';
import { demonstrate } from '../demo/demonstrate.ts';
import { describeMetrics } from './document/describe-metrics.ts';
import { makeRegistries } from './document/registries.ts';
import { judgeScrape } from './judge-scrape.ts';

const HELP = `npm run metrics:check

Starts a system, runs a small rush, parses the scrape of every process strictly and compares it with docs/metrics.md,
and scrapes once more while Redis is stopped. Exits with 1 if a metric is missing, undocumented or malformed.`;

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

async function main(): Promise<number> {
  const options = {
    environment: { ...process.env, RATE_LIMITS: 'off', LOG_LEVEL: 'warn' },
    demoData: true,
    log: say,
    onUnexpectedExit: (name: string, reason: string) => fault(`${name} ended unexpectedly (${reason})`),
  };
  await withOwnSystem('metrics-check', options, async (system) => {
    await runDemo(system);
    await pause(SETTLE_MS);
    await judge(await scrapeAll(system.stack));
    await scrapeWithoutRedis(system.stack);
  });
  say(faults.length === 0 ? '\nAll metrics are as documented.' : `\n${faults.length} faults.`);
  return faults.length === 0 ? 0 : 1;
}

async function runDemo({ stack, db }: OwnSystem): Promise<void> {
  const { apiUrls, mockPgUrl, webUrl, databaseUrl } = stack;
  const system = { apiUrls, mockPgUrl, webUrl, databaseUrl, logFile: null, stop: async () => {} };
  const interrupted = new AbortController().signal;
  if (!(await demonstrate({ args: RUSH, system, db, out: process.stdout, interrupted })))
    fault('the demo found a fault');
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

runTool(HELP, main);
