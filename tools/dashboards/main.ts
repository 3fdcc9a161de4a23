/** `npm run dashboards:check`: evaluates every panel and rule over a running demo. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY, runScript } from '@concert-mania/local-stack/processes/run-command';
import { findPrometheus } from '@concert-mania/local-stack/prometheus/find-prometheus';
import { withOwnSystem } from '../command-line/own-system.ts';
import { runTool } from '../command-line/run-tool.ts';
import { processTargets } from '../observe/configuration.ts';
import { prometheusApi } from '../observe/prometheus-api.ts';
import { startWatch, WATCH_PROGRAMS } from '../observe/start-watch.ts';
import { writeStackFile } from '../start/stack-file.ts';
import { checkExpressions } from './check-expressions.ts';
import { DASHBOARDS, panelsOf } from './read-dashboards.ts';
import { describeFindings } from './report.ts';

const HELP = `npm run dashboards:check

Starts the system, a Prometheus over it and the demo, then evaluates the expression of every panel and of every rule.
Each must yield series; the ones that may be empty are printed with the reason. The exit code is 0 only then.`;

const SCRAPE_SECONDS = 1;
/** Long enough to hold the whole demo. */
const RATE_INTERVAL = '5m';
const DEMO = ['--fans', '500', '--seats', '200'];
const RULES = join(REPOSITORY, 'deploy/prometheus/rules');
const say = (text: string) => console.log(text);

async function main(): Promise<number> {
  const cacheDir = join(REPOSITORY, '.local');
  const programs = await findPrometheus(WATCH_PROGRAMS, { cacheDir, path: process.env.PATH, log: say });
  const options = { environment: { ...process.env, RATE_LIMITS: 'off' }, demoData: true, log: say };
  return withOwnSystem('dashboards', options, async ({ stack, dataDir, apiUrl }) => {
    writeStackFile(dataDir, stack);
    const watch = await startWatch({
      folder: join(dataDir, 'observe'),
      programs,
      processes: processTargets(stack.processes),
      databaseUrl: stack.databaseUrl,
      redisUrl: stack.redisUrl,
      ruleFiles: [join(await rulesWithoutIntervals(dataDir), '*.yml')],
      scrapeSeconds: SCRAPE_SECONDS,
      log: say,
    });
    try {
      say(`Prometheus answers at ${watch.prometheusUrl}; the demo runs`);
      const demo = runScript('tools/demo/main.ts', DEMO, { ...process.env, DATA_DIR: dataDir });
      // Problems are counted only once one has been answered.
      await fetch(`${apiUrl}/v1/reservations`);
      const panels = panelsOf(DASHBOARDS, RATE_INTERVAL).flatMap(({ place, expressions }) =>
        expressions.map((text) => ({ place, text, isAlert: false })),
      );
      const findings = await checkExpressions(prometheusApi(watch.prometheusUrl), panels, demo);
      await demo;
      for (const line of describeFindings(findings)) say(line);
      return findings.some(({ verdict }) => verdict.result === 'wrong') ? 1 : 0;
    } finally {
      await watch.stop();
    }
  });
}

/** A copy of the rules whose groups are evaluated as often as Prometheus scrapes. */
async function rulesWithoutIntervals(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'rules');
  await mkdir(folder);
  for (const name of await readdir(RULES)) {
    if (!name.endsWith('.yml')) continue;
    const text = await readFile(join(RULES, name), 'utf8');
    await writeFile(join(folder, name), text.replaceAll(/^ {4}interval: .*$/gm, ''));
  }
  return folder;
}

runTool(HELP, main);
