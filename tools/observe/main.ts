/** `npm run observe`: Prometheus over the system that `npm start` runs, until Ctrl-C. */
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { REPOSITORY } from '@concert-mania/local-stack/processes/run-command';
import { findPrometheus } from '@concert-mania/local-stack/prometheus/find-prometheus';
import { ServiceError } from '@concert-mania/local-stack/service-error';
import { readConfig } from '@concert-mania/runtime/settings/config';
import { runTool } from '../command-line/run-tool.ts';
import { startSettings } from '../start/settings.ts';
import { readStackFile } from '../start/stack-file.ts';
import { processTargets } from './configuration.ts';
import { liveLine } from './live-view.ts';
import { prometheusApi } from './prometheus-api.ts';
import { startWatch, WATCH_PROGRAMS, type Watch } from './start-watch.ts';

const HELP = `npm run observe

Starts Prometheus and exporters over the system that npm start runs, until Ctrl-C. Takes installed ones, else fetches
Debian's packages (about 40 MB, once). Prints the address, and a line about the system every 5 s.

DATA_DIR tells where the system keeps its data, as for npm start (.local).`;

const SCRAPE_SECONDS = 2;
const LINE_EVERY_MS = 5_000;
const say = (text: string) => console.log(text);

async function main(): Promise<never> {
  const dataDir = resolve(readConfig(startSettings, process.env).DATA_DIR);
  const system = readStackFile(dataDir);
  if (system === null) {
    throw new ServiceError(`No system runs in ${dataDir}. Start one with npm start, then repeat this.`);
  }
  const cacheDir = join(REPOSITORY, '.local');
  const programs = await findPrometheus(WATCH_PROGRAMS, { cacheDir, path: process.env.PATH, log: say });
  let watch: Watch | undefined;
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    const exit = () => process.exit(0);
    // The watcher of the folder stops a server that is starting.
    if (watch === undefined) exit();
    else watch.stop().then(exit, exit);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  watch = await startWatch({
    folder: join(dataDir, 'observe'),
    programs,
    processes: processTargets(system.processes),
    databaseUrl: system.databaseUrl,
    redisUrl: system.redisUrl,
    ruleFiles: [join(REPOSITORY, 'deploy/prometheus/rules/*.yml')],
    scrapeSeconds: SCRAPE_SECONDS,
    log: say,
  });
  say(addresses(watch));
  for (;;) {
    await delay(LINE_EVERY_MS);
    await show(watch);
  }
}

async function show(watch: Watch): Promise<void> {
  try {
    say(await liveLine(prometheusApi(watch.prometheusUrl), new Date()));
  } catch (error) {
    say(`Prometheus does not answer: ${error instanceof Error ? error.message : error}`);
  }
}

const addresses = ({ prometheusUrl }: Watch) => `
Prometheus     ${prometheusUrl}
Alerts         ${prometheusUrl}/api/v1/alerts
An expression  ${prometheusUrl}/api/v1/query?query=up
A Prometheus of Debian's packages has no pages unless it is installed. Ctrl-C stops.
`;

runTool(HELP, main);
