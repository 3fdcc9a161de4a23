import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Environment } from './run-command.ts';

const KEPT_LINES = 20;

export interface ProcessSpec {
  readonly name: string;
  readonly kind: 'server' | 'app';
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The environment of this process if absent. */
  readonly environment?: Environment;
  readonly uid?: number;
  readonly gid?: number;
  readonly stopSignal: NodeJS.Signals;
  /** Takes the output. Without it, each line goes to `onOutput`. */
  readonly logFile?: string;
  /** Rejects while the process is not ready. */
  readonly checkReady: () => Promise<unknown>;
}

interface SpawnedProcess {
  readonly child: ChildProcess;
  lastLines(): string;
}

/** Starts a process in a session of its own, so that Ctrl-C does not reach it. */
export function spawnProcess(spec: ProcessSpec, onLine: (line: string) => void): SpawnedProcess {
  const { environment, logFile, uid, gid } = spec;
  const log = logFile === undefined ? undefined : openSync(logFile, 'a', 0o600);
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    detached: true,
    stdio: ['ignore', log ?? 'pipe', log ?? 'pipe'],
    ...(environment && { env: { ...environment } }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
  if (log !== undefined) closeSync(log);
  let lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue;
    createInterface({ input }).on('line', (line) => {
      lines = [...lines.slice(1 - KEPT_LINES), line];
      onLine(line);
    });
  }
  return { child, lastLines: () => (logFile === undefined ? lines.join('\n') : tailOf(logFile)) };
}

const tailOf = (file: string): string =>
  readFileSync(file, 'utf8').trim().split('\n').slice(-KEPT_LINES).join('\n');
