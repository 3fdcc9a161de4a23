/** `npm start`: everything on this machine, in the foreground, until Ctrl-C. */
import { resolve } from 'node:path';
import { ServiceError } from '@concert-mania/local-stack/service-error';
import { type Stack, startStack } from '@concert-mania/local-stack/stack';
import { ConfigError, readConfig } from '@concert-mania/runtime/settings/config';
import { banner } from './banner.ts';
import { signUpDemoFan } from './demo-fan.ts';
import { makeLogStream } from './log-stream.ts';
import { startSettings } from './settings.ts';
import { removeStackFile, writeStackFile } from './stack-file.ts';

const HELP = `npm start, npm run dev

Starts PostgreSQL, Redis and every process on this machine, until Ctrl-C. With --watch, as npm run dev has it, a process
starts again when one of its source files changes. With --verbose it also shows the log line of each request and job. It takes these variables:

  WEB_PORT                       port of the storefront (8080)
  PORT, MOCK_PG_PORT, MAIL_PORT  ports of the API (3000), the mock gateway (4000) and the mails (any free one)
  DATA_DIR                       where the data stay (.local)
  DATABASE_URL, REDIS_URL        servers of your own instead of those that it starts
  DEMO_DATA                      0: no demo data

Every other setting is in docs/settings.md.`;
const WRONG_USE_EXIT_CODE = 2;

/** npm passes a terminal's Ctrl-C on, so one key press arrives twice. */
const SAME_KEY_PRESS_MS = 1_000;
const PARENT_CHECK_MS = 500;

async function main(): Promise<void> {
  const options = process.argv.slice(2);
  const verbose = options.includes('--verbose');
  const [option] = options.filter((given) => given !== '--verbose');
  if (option === '--help' || option === '-h') return console.log(HELP);
  if (option !== undefined && option !== '--watch') {
    console.error(`Unknown option '${option}'\n\n${HELP}`);
    process.exit(WRONG_USE_EXIT_CODE);
  }
  const settings = readConfig(startSettings, process.env);
  const dataDir = resolve(settings.DATA_DIR);
  const log = makeLogStream((text) => process.stdout.write(text), process.stdout.isTTY ?? false, verbose);
  process.stdout.on('error', () => undefined);
  let stack: Stack | undefined;
  let stopAskedAt: number | undefined;

  const stop = async (reason: string) => {
    const now = performance.now();
    if (stopAskedAt !== undefined) {
      if (now - stopAskedAt > SAME_KEY_PRESS_MS) stack?.hasten();
      return;
    }
    stopAskedAt = now;
    // There is nothing to drain yet. The watcher stops what was started.
    if (stack === undefined) process.exit(0);
    log.say(`${reason}: stopping (again to hasten)`);
    removeStackFile(dataDir);
    await stack.stop();
    log.say('stopped');
    process.exit(0);
  };
  const stopOrFail = (reason: string) => {
    stop(reason).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopOrFail(signal));
  const { npm_lifecycle_event: startedByNpm } = process.env;
  if (startedByNpm !== undefined) whenParentDies(() => stopOrFail('npm is gone'));

  const wanted = (port: number) => (port === 0 ? undefined : port);
  stack = await startStack({
    dataDir,
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    ports: {
      api: wanted(settings.PORT),
      mockPg: wanted(settings.MOCK_PG_PORT),
      mail: wanted(settings.MAIL_PORT),
      web: wanted(settings.WEB_PORT),
    },
    replicas: { web: 1 },
    environment: {
      ...process.env,
      ADMIN_EMAIL: settings.ADMIN_EMAIL,
      ADMIN_PASSWORD: settings.ADMIN_PASSWORD,
    },
    demoData: settings.DEMO_DATA === '1',
    keepAlive: true,
    watch: option === '--watch',
    log: log.say,
    onOutput: log.line,
    onUnexpectedExit: (name, reason) => log.say(`${name} ended unexpectedly (${reason})`),
    onServerExit: (name, reason) => log.say(`${name} ended unexpectedly (${reason}); starting it again`),
  });
  if (settings.DEMO_DATA === '1') {
    await signUpDemoFan(stack.apiUrls[0] ?? '').catch((error: Error) => log.say(error.message));
  }
  writeStackFile(dataDir, stack);
  process.stdout.write(banner(stack, settings));
}

/** npm killed outright passes no signal on; the system that it started must not outlive it. */
function whenParentDies(act: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, PARENT_CHECK_MS);
}

main().catch((error: unknown) => {
  const known = error instanceof ServiceError || error instanceof ConfigError;
  console.error(known ? `\n${error.message}` : error);
  process.exit(1);
});
