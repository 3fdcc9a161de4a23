import { Counter, type Registry } from 'prom-client';
import { type LogOutput, makeLogOutput } from './log-output.ts';
import { type Logger, makeLineLogger, makeLogger } from './logger.ts';

/** How long a process that ends waits for the reader of its lines. */
const LAST_LINES_MS = 1_000;

export interface ProcessLog {
  readonly log: Logger;
  /** For the frequent lines; see `makeLineLogger`. */
  readonly lines: Logger;
  /** Writes the last lines and ends the process, even if its output is not read. */
  exit(code: number): Promise<void>;
}

/** Logs to standard output, so that the process never waits for its reader. */
export function openProcessLog(
  naming: { readonly name: string; readonly level: string },
  registry: Registry,
): ProcessLog {
  const dropped = new Counter({
    name: 'cm_log_lines_dropped_total',
    help: 'Log lines dropped because standard output was read too slowly, or not at all.',
    registers: [registry],
  });
  const output: LogOutput = makeLogOutput(process.stdout, {
    name: naming.name,
    onDropped: () => dropped.inc(),
  });
  process.on('exit', () => output.flush());
  return {
    log: makeLogger(naming, output),
    lines: makeLineLogger(naming, output),
    exit: async (code) => {
      if (!output.flush()) await output.drain(LAST_LINES_MS);
      process.exit(code);
    },
  };
}
