/**
 * `npm run chaos`: starts a system, injects the faults of a seed under load, and checks the
 * results.
 */
import { createWriteStream, writeFileSync } from 'node:fs';
import { countBroken } from '../audit/describe-checks.ts';
import { runTool } from '../command-line/run-tool.ts';
import { type ChaosArguments, HELP, readArguments } from './arguments.ts';
import { FLEET } from './plan/fleet.ts';
import { describeResult, repeatCommand } from './report/describe-result.ts';
import { makeLiveView, quietView } from './report/live-view.ts';
import { resultChecks } from './report/result-checks.ts';
import { publishTable, resultLine } from './report/seed-table.ts';
import { type ChaosResult, runChaos } from './run.ts';

const SETTLE_MS = 120_000;
const INTERRUPTED_EXIT_CODE = 130;

const interruption = new AbortController();
const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  const results: ChaosResult[] = [];
  for (const seed of args.seeds) {
    const result = await runSeed(args, seed);
    if (result === null) return INTERRUPTED_EXIT_CODE;
    results.push(result);
    if (args.publish) publishTable(results);
  }
  return results.every((result) => countBroken(resultChecks(result)) === 0) ? 0 : 1;
}

/** npm passes a terminal's Ctrl-C on, so one key press arrives twice. */
function interrupt(): void {
  if (interruption.signal.aborted) return;
  interruption.abort();
  say('\nInterrupted; stopping everything …');
}

async function runSeed(args: ChaosArguments, seed: number): Promise<ChaosResult | null> {
  const log = args.log === null ? null : createWriteStream(args.log, { flags: 'a' });
  const onOutput = (line: string) => void log?.write(`${line}\n`);
  const alone = args.seeds.length === 1;
  const result = await runChaos({
    seed,
    lengthMs: args.minutes * 60_000,
    replicas: FLEET,
    fans: args.fans,
    settleMs: SETTLE_MS,
    interrupted: interruption.signal,
    view: alone ? makeLiveView(process.stdout, onOutput) : quietView(onOutput),
  });
  log?.end();
  if (result === null) return null;
  say(alone ? `\n${describeResult(result)}` : resultLine(result));
  if (!alone && countBroken(resultChecks(result)) > 0) say(`  repeat it: ${repeatCommand(result)}`);
  if (args.json !== null) writeFileSync(args.json, JSON.stringify(asJson(result), null, 2));
  return result;
}

const asJson = (result: ChaosResult) => ({
  ...result,
  checks: resultChecks(result),
  requests: Object.fromEntries([...result.requests].map(([name, each]) => [name, Object.fromEntries(each)])),
});

runTool(HELP, main);
