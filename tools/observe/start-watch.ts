import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManagedProcess } from '@concert-mania/local-stack/processes/managed-process';
import type { Environment } from '@concert-mania/local-stack/processes/run-command';
import { startOnFreePort } from '@concert-mania/local-stack/processes/start-server';
import type { findPrometheus } from '@concert-mania/local-stack/prometheus/find-prometheus';
import { startRun } from '@concert-mania/local-stack/run';
import { prometheusConfiguration, type Targets } from './configuration.ts';

/** The programs that a watch starts. */
export const WATCH_PROGRAMS = ['prometheus', 'postgresExporter', 'redisExporter', 'nodeExporter'] as const;
type Programs = Awaited<ReturnType<typeof findPrometheus<(typeof WATCH_PROGRAMS)[number]>>>;

export interface WatchOptions {
  /** Holds data and logs. One watch at a time may use it. */
  readonly folder: string;
  readonly programs: Programs;
  readonly processes: Targets;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly ruleFiles: readonly string[];
  readonly scrapeSeconds: number;
  readonly log: (message: string) => void;
}

/** A running Prometheus with its exporters. */
export interface Watch {
  readonly prometheusUrl: string;
  stop(): Promise<void>;
}

const PROBE_TIMEOUT_MS = 2_000;
const RETENTION = '2d';

/**
 * Starts the exporters and Prometheus on free ports of 127.0.0.1. They stop by `stop()` and when
 * this process dies. Throws a `ServiceError` if one does not start. Without Alertmanager: that of
 * Debian needs a file below /usr/share, and Prometheus shows the alerts itself.
 */
export async function startWatch(options: WatchOptions): Promise<Watch> {
  const { folder, programs, log } = options;
  await mkdir(join(folder, 'data'), { recursive: true, mode: 0o700 });
  const run = await startRun(folder, log);
  const started: ManagedProcess[] = [];
  const stop = async () => {
    for (const process of started.toReversed()) await process.stop();
    await run.end();
  };
  const start = async (server: Server): Promise<string> => {
    const { port, process } = await startOnFreePort(async (candidate) => specOf(server, folder, candidate), {
      run,
      onUnexpectedExit: (name, reason) => log(`${name} ended unexpectedly (${reason})`),
    });
    started.push(process);
    return `127.0.0.1:${port}`;
  };
  try {
    const postgres = await start(postgresExporter(programs.postgresExporter, options.databaseUrl));
    const redis = await start(redisExporter(programs.redisExporter, options.redisUrl));
    const node = await start({ name: 'node-exporter', file: programs.nodeExporter, ready: '/metrics' });
    const targets = {
      ...options.processes,
      postgres: [postgres],
      redis: [redis],
      node: [node],
    };
    const prometheus = await start(prometheusIn(options, targets));
    return { prometheusUrl: `http://${prometheus}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Server {
  readonly name: string;
  readonly file: string;
  readonly args?: readonly string[];
  readonly environment?: Environment;
  /** The path that answers 200 when the server is ready. */
  readonly ready: string;
  /** Runs before each start with the address on which the server will listen. */
  readonly prepare?: (address: string) => Promise<void>;
}

async function specOf(server: Server, folder: string, port: number) {
  const address = `127.0.0.1:${port}`;
  await server.prepare?.(address);
  return {
    name: server.name,
    kind: 'server',
    command: server.file,
    args: [...(server.args ?? []), `--web.listen-address=${address}`],
    cwd: folder,
    environment: server.environment ?? {},
    stopSignal: 'SIGTERM',
    logFile: join(folder, `${server.name}.log`),
    checkReady: () => checkReady(`http://${address}${server.ready}`),
  } as const;
}

async function checkReady(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
}

function postgresExporter(file: string, databaseUrl: string): Server {
  const url = new URL(databaseUrl);
  if (!url.searchParams.has('sslmode')) url.searchParams.set('sslmode', 'disable');
  return { name: 'postgres-exporter', file, environment: { DATA_SOURCE_NAME: url.href }, ready: '/metrics' };
}

function redisExporter(file: string, redisUrl: string): Server {
  const { protocol, host, username, password } = new URL(redisUrl);
  const environment = {
    REDIS_ADDR: `${protocol}//${host}`,
    REDIS_USER: decodeURIComponent(username),
    REDIS_PASSWORD: decodeURIComponent(password),
  };
  return { name: 'redis-exporter', file, environment, ready: '/metrics' };
}

function prometheusIn(options: WatchOptions, targets: Targets): Server {
  const { folder, programs, ruleFiles, scrapeSeconds } = options;
  const configuration = join(folder, 'prometheus.yml');
  return {
    name: 'prometheus',
    file: programs.prometheus,
    args: [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${join(folder, 'data/prometheus')}`,
      `--storage.tsdb.retention.time=${RETENTION}`,
    ],
    ready: '/-/ready',
    async prepare(address) {
      const all = { ...targets, prometheus: [address] };
      await writeFile(configuration, prometheusConfiguration({ targets: all, ruleFiles, scrapeSeconds }));
    },
  };
}
