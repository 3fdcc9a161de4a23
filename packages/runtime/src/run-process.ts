import { collectDefaultMetrics, Registry } from 'prom-client';
import type { z } from 'zod';
import { type Logger, makeLogger } from './logger.ts';
import { startOpsServer } from './ops-server.ts';
import { checkReadiness, type ReadinessChecks, tellFaults } from './readiness.ts';
import { ConfigError, type ProcessSettings, processSettings, readConfigs } from './settings/config.ts';

export interface ProcessContext<C> {
  readonly config: C;
  readonly log: Logger;
  readonly registry: Registry;
  /** NODE_ENV is `production`: settings that may lose work or money are refused. */
  readonly production: boolean;
}

/** What a started process hands back: how to ask whether it can work, and how to stop it. */
export interface RunningProcess {
  readonly checks: ReadinessChecks;
  /** Takes no new work, finishes what is under way, then closes connections. */
  stop(): Promise<void>;
}

/**
 * Between two samples of the event loop's lag, which contain this pause. Woken at the library's ten milliseconds, an idle process
 * spent eight times the CPU.
 */
const LAG_SAMPLE_MS = 100;

const CONFIG_EXIT_CODE = 78; // EX_CONFIG of sysexits.h
const FAULT_EXIT_CODE = 1;

/**
 * The life of every process: settings checked, probes up, work started, and on SIGTERM or SIGINT stopped within
 * `SHUTDOWN_TIMEOUT_MS`. A fault that nobody handles ends the process, so that whoever supervises it starts a sound one.
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
  const log = makeLogger({ name, level: settings.common.LOG_LEVEL });
  const registry = new Registry();
  registry.setDefaultLabels({ process: name });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_SAMPLE_MS });
  process.on('uncaughtException', (err) => fail(log, err));
  process.on('unhandledRejection', (err) => fail(log, err));

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
      () => fail(log, new Error('did not stop in time')),
      deadlineMs(settings.common),
    );
    await running?.stop();
    await ops.close();
    clearTimeout(deadline);
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void stop(signal).catch((err) => fail(log, err)));
  }
  // Signal handlers are installed first: process 1 of a container ignores signals without a
  // handler.
  try {
    running = await start({
      config: settings.own,
      log,
      registry,
      production: settings.common.NODE_ENV === 'production',
    });
    checks = tellFaults(running.checks, (fault) => log.warn(fault, 'not ready'));
  } catch (err) {
    if (err instanceof ConfigError) failSettings(log, err);
    fail(log, err);
  }
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

/** Settings may also be found wrong once there is a database to compare them with. */
function failSettings(log: Logger, error: ConfigError): never {
  log.fatal(error.message);
  process.exit(CONFIG_EXIT_CODE);
}

function fail(log: Logger, err: unknown): never {
  log.fatal({ err }, 'fault');
  process.exit(FAULT_EXIT_CODE);
}
