import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePorts, isPortFree } from './free-port.ts';
import { type AppProcess, makeAppProcess } from './processes/app-process.ts';
import { type Environment, REPOSITORY, runScript } from './processes/run-command.ts';
import { ServiceError } from './service-error.ts';
import { findOrStartServices, type Services, type ServicesOptions } from './services.ts';
import {
  type APP_NAMES,
  type AppName,
  type PlanInput,
  planProcesses,
  portsNeeded,
  type Replicas,
} from './stack-plan.ts';
import { keptSecrets } from './stack-secrets.ts';

export interface StackOptions extends ServicesOptions {
  /** Variables for every process, for example HOLD_SECONDS; addresses and secrets are filled in. */
  readonly environment?: Environment;
  /** Variables of one process alone, for example a DATABASE_URL that leads through a proxy. */
  readonly environmentOf?: (label: string) => Environment;
  readonly replicas?: Replicas;
  /** Ports of 127.0.0.1 for the first API, the gateway and the mails; free ones where absent. */
  readonly ports?: PlanInput['ports'];
  /** Fill an empty database with a demo venue, concerts and accounts. */
  readonly demoData?: boolean;
  /** Start a process again when it ends unexpectedly. */
  readonly keepAlive?: boolean;
  /** Start a process again when one of its source files changes. */
  readonly watch?: boolean;
  /** One line of a process's output. */
  readonly onOutput?: (name: string, line: string) => void;
  /** A process ended without `stop` or `restart`. */
  readonly onUnexpectedExit?: (name: string, reason: string) => void;
  /** The folder that holds apps/ and packages/; this repository by default. */
  readonly repository?: string;
}

/** A whole running system. */
export interface Stack {
  readonly apiUrls: readonly string[];
  readonly mockPgUrl: string;
  readonly mailUrl: string;
  /** The storefront; undefined when none runs. */
  readonly webUrl: string | undefined;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly processes: readonly AppProcess[];
  /** The process of that label: `api`, `api-2`, `hold-worker`, … Throws when there is none. */
  process(name: string): AppProcess;
  /** The pid a server of ours runs under now. */
  pidOf(server: 'postgres' | 'redis'): number | undefined;
  /** Stops the storefront, the API, the workers, the gateway, each drained; then the servers. */
  stop(): Promise<void>;
  /** Ends what is still being drained at once. */
  hasten(): void;
}

/**
 * Starts the servers, migrates the schema and starts every process. Resolves when all are ready.
 * All of it stops when this process dies. Throws, and stops everything, if a part does not start.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = resolve(options.dataDir);
  for (const [port, variable] of [
    [options.ports?.api, 'PORT'],
    [options.ports?.mockPg, 'MOCK_PG_PORT'],
    [options.ports?.mail, 'MAIL_PORT'],
    [options.ports?.web, 'WEB_PORT'],
  ] as const) {
    if (port !== undefined && !(await isPortFree(port, '127.0.0.1'))) {
      throw new ServiceError(`Port ${port} is taken by another program. Set ${variable} to a free one.`);
    }
  }
  const services = await findOrStartServices(options);
  let processes: readonly AppProcess[] = [];
  const stop = async () => {
    for (const wave of STOP_WAVES) {
      await Promise.all(processes.filter((each) => wave(each.name)).map((each) => each.stop()));
    }
    await services.stop();
  };
  try {
    const passwords = options.databaseUrl === undefined ? makePasswords() : null;
    await prepareDatabase(options, services, passwords);
    processes = await makeProcesses(options, services, dataDir, passwords);
    options.log(`starting ${processes.length} processes`);
    await startAll(processes);
    return describe(processes, services, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

const PASSWORD_BYTES = 24;

const STOP_WAVES: readonly ((name: string) => boolean)[] = [
  (name) => name.startsWith('web'),
  (name) => name.startsWith('api'),
  (name) => name.includes('-worker'),
  (name) => name.startsWith('mock-pg') || name.startsWith('mailbox'),
];

/** The passwords of the database roles of the API and the workers; new ones at each start. */
const makePasswords = () => ({
  API_DATABASE_PASSWORD: randomBytes(PASSWORD_BYTES).toString('hex'),
  WORKER_DATABASE_PASSWORD: randomBytes(PASSWORD_BYTES).toString('hex'),
});
type Passwords = ReturnType<typeof makePasswords>;

function urlUnderRole(databaseUrl: string, app: AppName, passwords: Passwords): string {
  const url = new URL(databaseUrl);
  const isApi = app === 'api';
  url.username = `${url.pathname.slice(1)}_${isApi ? 'api' : 'worker'}`;
  url.password = isApi ? passwords.API_DATABASE_PASSWORD : passwords.WORKER_DATABASE_PASSWORD;
  return url.href;
}

async function prepareDatabase(
  options: StackOptions,
  services: Services,
  passwords: Passwords | null,
): Promise<void> {
  const repository = options.repository ?? REPOSITORY;
  const environment = {
    ...options.environment,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
  };
  options.log('bringing the schema up to date');
  await runScript(join(repository, 'packages/db/src/migrate/main.ts'), ['up'], {
    ...environment,
    ...passwords,
  });
  if (!options.demoData) return;
  options.log('filling in demo data');
  const said = await runScript(join(repository, 'tools/seed/src/main.ts'), [], environment);
  for (const line of said.split('\n').filter((text) => text !== '')) options.log(line);
}

async function makeProcesses(
  options: StackOptions,
  services: Services,
  dataDir: string,
  passwords: Passwords | null,
): Promise<readonly AppProcess[]> {
  const replicas = options.replicas ?? {};
  const environment = options.environment ?? {};
  const appData = join(dataDir, 'apps');
  await mkdir(appData, { recursive: true, mode: 0o700 });
  const cacheDir = options.cacheDir ?? join(REPOSITORY, '.local');
  const plans = planProcesses({
    replicas,
    // Types are stripped once per file, not once per process and start: seven processes start in
    // 2.0 s instead of 5.9 s, and are 27 MB smaller each.
    environment: { NODE_COMPILE_CACHE: join(cacheDir, 'compile-cache'), ...environment },
    databaseUrl: services.databaseUrl,
    databaseUrlOf:
      passwords === null ? undefined : (app) => urlUnderRole(services.databaseUrl, app, passwords),
    redisUrl: services.redisUrl,
    secrets: await keptSecrets(dataDir, environment),
    dataDir: appData,
    ports: options.ports ?? {},
    freePorts: await freePorts(portsNeeded(replicas)),
    environmentOf: options.environmentOf,
  });
  const { repository, watch, onOutput, onUnexpectedExit, keepAlive = false } = options;
  const { run } = services;
  return plans.map((plan) =>
    makeAppProcess(plan, { run, repository, watch, onOutput, onUnexpectedExit, keepAlive }),
  );
}

/** Waits for all before it throws, so that no process starts while the others are stopped. */
async function startAll(processes: readonly AppProcess[]): Promise<void> {
  const results = await Promise.allSettled(processes.map((each) => each.restart()));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function describe(processes: readonly AppProcess[], services: Services, stop: () => Promise<void>): Stack {
  const urlsOf = (app: (typeof APP_NAMES)[number]) =>
    processes
      .filter((each) => each.name === app || each.name.startsWith(`${app}-`))
      .flatMap((each) => each.url ?? []);
  return {
    apiUrls: urlsOf('api'),
    mockPgUrl: urlsOf('mock-pg')[0] ?? '',
    mailUrl: urlsOf('mailbox')[0] ?? '',
    webUrl: urlsOf('web')[0],
    databaseUrl: services.databaseUrl,
    redisUrl: services.redisUrl,
    processes,
    process(name) {
      const found = processes.find((each) => each.name === name);
      if (found === undefined) throw new RangeError(`no process is called ${name}`);
      return found;
    },
    pidOf: (server) => services.pidOf(server),
    stop,
    hasten() {
      for (const each of processes) if (each.pid !== undefined) each.kill('SIGKILL');
    },
  };
}
