import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { findPrometheus } from '@concert-mania/local-stack/prometheus/find-prometheus';
import { runTool } from '../command-line/run-tool.ts';
import { findFaults } from './find-faults.ts';
import { alertmanagerPath, readAlerts, rulePaths, testPaths } from './read-alerts.ts';

const HELP = `npm run alerts:check

Checks the rules, runs their tests with promtool and checks the file of Alertmanager with amtool. Exits with 1 if
anything is wrong.`;

const root = join(import.meta.dirname, '../..');

/** Runs a program and prints what it says; true if it succeeded. */
function run(title: string, program: string, args: readonly string[]): boolean {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  const isGood = status === 0;
  console.log(`${isGood ? 'ok    ' : 'FAILED'}  ${title}`);
  if (!isGood) console.log(`${stdout}${stderr}`);
  return isGood;
}

async function main(): Promise<number> {
  const alerts = readAlerts(root);
  const faults = findFaults(alerts);
  for (const fault of faults) console.log(`FAILED  ${fault}`);
  const names = new Set(alerts.rules.flatMap(({ alert }) => alert ?? []));
  console.log(
    `${names.size} alerts, ${alerts.rules.length} rules, ${alerts.tests.length} tests` +
      `${alerts.metrics === null ? '; docs/metrics.md is missing, so names of metrics are not checked' : ''}`,
  );
  const { promtool, amtool } = await findPrometheus(['promtool', 'amtool'], {
    cacheDir: resolve('.local'),
    path: process.env.PATH,
    log: console.log,
  });
  const results = [
    run('promtool check rules', promtool, ['check', 'rules', ...rulePaths(root)]),
    run('promtool test rules', promtool, ['test', 'rules', ...testPaths(root)]),
    run('amtool check-config', amtool, ['check-config', alertmanagerPath(root)]),
  ];
  return faults.length === 0 && !results.includes(false) ? 0 : 1;
}

runTool(HELP, main);
