import { Registry } from 'prom-client';
import type { z } from 'zod';
import { logSlowStatements } from './log-slow-statements.ts';
import { type Logger, makeLogger } from './logger.ts';
import { makeProcessMetrics, type ProcessMetrics, watchDependencies } from './metrics/process-metrics.ts';
import { startOpsServer } from './ops-server.ts';
import { openProcessLog, type ProcessLog } from './process-log.ts';
import { checkReadiness, type ReadinessChecks, tellFaults } from './readiness.ts';
import { releaseStartMemory } from './release-memory.ts';
import { ConfigError, type ProcessSettings, processSettings, readConfigs } from './settings/config.ts';
import { openTracing } from './tracing/open-tracing.ts';

export interface ProcessContext<C> {
  readonly config: C;
  readonly log: Logger;
  /** A cheap logger for the frequent lines, of requests, jobs and calls: their fields are fixed. */
  readonly lines: Logger;
  readonly registry: Registry;
  /** For the connections to PostgreSQL and Redis. */
  readonly metrics: ProcessMetrics;
  /** NODE_ENV is `production`: settings that may lose work or money are refused. */
  readonly production: boolean;
}

/** A started process: its readiness checks and how to stop it. */
export interface RunningProcess {
  readonly checks: ReadinessChecks;
  /** Takes no new work, finishes the current work, then closes connections. */
  stop(): Promise<void>;
}

const CONFIG_EXIT_CODE = 78; // EX_CONFIG of sysexits.h
const FAULT_EXIT_CODE = 1;

/**
 * Runs a process: checks settings, serves probes, starts the work, and stops it on SIGTERM or
 * SIGINT within `SHUTDOWN_TIMEOUT_MS`. An unhandled fault ends it, so that its supervisor restarts
 * it.
 */
export async function runProcess<S extends z.ZodType>(
  name: string,
  schema: S,
  env: Readonly<Record<string, unknown>>,
  start: (context: ProcessContext<z.infer<S>>) => Promise<RunningProcess>,
): Promise<void> {
  const settings = readSettings(name, env, () => {
    const [common, own] = readConfigs([processSettings, schema], env);
    return { common, own };
  });
  const registry = new Registry();
  const processLog = openProcessLog({ name, level: settings.common.LOG_LEVEL }, registry);
  const { log, lines } = processLog;
  const metrics = logSlowStatements(
    makeProcessMetrics(registry, settings.common.BUILD_COMMIT),
    log,
    settings.common.SLOW_STATEMENT_MS,
  );
  process.on('uncaughtException', (err) => fail(processLog, err));
  process.on('unhandledRejection', (err) => fail(processLog, err));
  const tracing = await openTracing(settings.common, name, (message) => log.warn({ message }, 'tracing'));

  let running: RunningProcess | undefined;
  let checks: ReadinessChecks | undefined;
  let stopping = false;
  const ops = await startOpsServer({
    host: settings.common.OPS_HOST,
    port: settings.common.OPS_PORT,
    registry,
    readiness: async () => (checks && !stopping ? checkReadiness(checks) : { ready: false, checks: {} }),
    onFault: (fault) => log.error(fault, 'probe failed'),
  });

  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    const deadline = setTimeout(
      () => fail(processLog, new Error('did not stop in time')),
      deadlineMs(settings.common),
    );
    await running?.stop();
    await tracing.stop();
    await ops.close();
    clearTimeout(deadline);
    log.info('stopped');
    await processLog.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void stop(signal).catch((err) => fail(processLog, err)));
  }
  // Signal handlers are installed first: process 1 of a container ignores signals without a
  // handler.
  try {
    running = await start({
      config: settings.own,
      log,
      lines,
      registry,
      metrics,
      production: settings.common.NODE_ENV === 'production',
    });
    checks = tellFaults(running.checks, (fault) => log.warn(fault, 'not ready'));
    watchDependencies(registry, checks);
  } catch (err) {
    if (err instanceof ConfigError) failSettings(log, err);
    return fail(processLog, err);
  }
  releaseStartMemory();
  if (!stopping) log.info({ ops: ops.url, pid: process.pid }, 'started');
}

const deadlineMs = (settings: ProcessSettings): number => settings.SHUTDOWN_TIMEOUT_MS;

function readSettings<T>(name: string, env: Readonly<Record<string, unknown>>, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    failSettings(makeLogger({ name, level: String(env.LOG_LEVEL ?? 'info') }), error);
  }
}

/** Some settings can only be checked against the database. */
function failSettings(log: Logger, error: ConfigError): never {
  log.fatal(error.message);
  process.exit(CONFIG_EXIT_CODE);
}

async function fail({ log, exit }: ProcessLog, err: unknown): Promise<void> {
  log.fatal({ err }, 'fault');
  await exit(FAULT_EXIT_CODE);
}
