/** `npm run demo`: an on-sale rush over HTTP against the running system, ending in an audit. */
import { resolve } from 'node:path';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { readConfig } from '@concert-mania/runtime/settings/config';
import { runTool } from '../command-line/run-tool.ts';
import { startSettings } from '../start/settings.ts';
import { HELP, readArguments } from './arguments.ts';
import { demonstrate } from './demonstrate.ts';
import { type DemoSystem, findSystem, startSystem } from './find-system.ts';

const INTERRUPTED_EXIT_CODE = 130;

const interruption = new AbortController();
const interrupted = interruption.signal;
const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  const settings = readConfig(startSettings, process.env);
  const dataDir = resolve(settings.DATA_DIR);
  let system = await findSystem(dataDir);
  if (system === null) {
    say('No system answers, so one is started for the rush.');
    const sayMore = (text: string) => say(`  ${text}`);
    system = await startSystem({ dataDir, settings, environment: process.env, say: sayMore });
  }
  stopOnSignal(system);
  const db = openToolDatabase(system.databaseUrl, 'demo', {
    onIdleError: (error) => say(`database connection lost: ${error.message}`),
  });
  try {
    return (await demonstrate({ args, system, db, out: process.stdout, interrupted })) ? 0 : 1;
  } finally {
    await db.close();
    if (!interrupted.aborted) await system.stop();
    if (system.logFile !== null && !interrupted.aborted)
      say(`\nThe system is stopped; its output is in ${system.logFile}`);
  }
}

/**
 * npm passes a terminal's Ctrl-C on, so one key press arrives twice; the first stops what was
 * started.
 */
function stopOnSignal(system: DemoSystem): void {
  const exit = () => process.exit(INTERRUPTED_EXIT_CODE);
  const stop = () => {
    if (interrupted.aborted) return;
    interruption.abort();
    say('\nInterrupted.');
    system.stop().then(exit, exit);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}

runTool(HELP, () => {
  const ended = main();
  // After an interruption the handler of the signal ends the process.
  const unlessInterrupted = () => (interrupted.aborted ? new Promise<never>(() => {}) : ended);
  return ended.then(unlessInterrupted, unlessInterrupted);
});
