import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ProcessPlan } from '../stack-plan.ts';
import { waitUntil } from './wait-until.ts';

/** One of the system's processes, to be watched, killed and started again. */
export type ManagedProcess = {
  readonly name: string;
  readonly opsUrl: string;
  readonly url: string | undefined;
  /** Its pid now; undefined while it does not run. */
  readonly pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
  /** Ends it if it runs (SIGTERM, then SIGKILL), starts it on the same ports, and resolves when it is ready. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export type ManagedProcessOptions = {
  readonly repository: string;
  /** One line of its output, standard error included. */
  readonly onOutput: (name: string, line: string) => void;
  readonly onSpawn: (name: string, pid: number) => void;
  readonly onExit: (name: string, pid: number) => void;
  /** It ended though nobody asked it to. */
  readonly onUnexpectedExit: (name: string, reason: string) => void;
  /** Start it again by itself when it ends unexpectedly. */
  readonly keepAlive: boolean;
  /** Start it again when one of its source files changes. */
  readonly watch?: boolean;
};

const READY_TIMEOUT_MS = 60_000;
const PROBE_TIMEOUT_MS = 1_000;
const STOP_GRACE_MS = 15_000;
const RESTART_FIRST_MS = 200;
const RESTART_MOST_MS = 10_000;
const STABLE_MS = 30_000;
const CONFIG_EXIT_CODE = 78;
const KEPT_LINES = 20;

type Run = {
  readonly child: ChildProcess;
  readonly gone: Promise<void>;
  wanted: boolean;
  ended: string | undefined;
};

/** A process that is not started yet: call `restart`. Runs in a process group of its own, so that Ctrl-C reaches only us. */
export function makeManagedProcess(plan: ProcessPlan, options: ManagedProcessOptions): ManagedProcess {
  let run: Run | undefined;
  let failures = 0;
  let lastLines: string[] = [];

  const start = (): Run => {
    const startedAt = performance.now();
    const flags = options.watch ? ['--watch', '--watch-preserve-output'] : [];
    const child = spawn(process.execPath, [...flags, join(options.repository, plan.file)], {
      cwd: options.repository,
      env: { ...plan.environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    lastLines = [];
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lastLines = [...lastLines.slice(1 - KEPT_LINES), line];
        options.onOutput(plan.label, line);
      });
    }
    const gone = new Promise<void>((resolve) => {
      child.once('exit', (code, signal) => {
        started.ended = signal ?? `exit code ${code}`;
        if (child.pid !== undefined) options.onExit(plan.label, child.pid);
        if (started.wanted) endedUnexpectedly(started.ended, code, performance.now() - startedAt);
        resolve();
      });
      child.once('error', (error) => {
        started.ended ??= error.message;
        resolve();
      });
    });
    const started: Run = { child, gone, wanted: true, ended: undefined };
    if (child.pid !== undefined) options.onSpawn(plan.label, child.pid);
    return started;
  };

  /** Wrong settings do not mend themselves, so such a process is left where it is. */
  const endedUnexpectedly = (reason: string, code: number | null, ranForMs: number) => {
    options.onUnexpectedExit(plan.label, reason);
    if (!options.keepAlive || code === CONFIG_EXIT_CODE) return;
    failures = ranForMs > STABLE_MS ? 0 : failures;
    const pauseMs = Math.min(RESTART_FIRST_MS * 2 ** failures, RESTART_MOST_MS);
    failures += 1;
    const ended = run;
    setTimeout(() => {
      if (run === ended && ended?.wanted) run = start();
    }, pauseMs).unref();
  };

  const stop = async () => {
    const current = run;
    if (current === undefined) return;
    current.wanted = false;
    if (current.ended !== undefined) return;
    current.child.kill('SIGTERM');
    const timer = setTimeout(() => current.child.kill('SIGKILL'), STOP_GRACE_MS);
    await current.gone;
    clearTimeout(timer);
  };

  return {
    name: plan.label,
    opsUrl: plan.opsUrl,
    url: plan.url,
    get pid() {
      return run?.ended === undefined ? run?.child.pid : undefined;
    },
    kill: (signal) => void run?.child.kill(signal),
    async restart() {
      await stop();
      const started = start();
      run = started;
      const answered = await waitUntil(
        async () => started.ended !== undefined || (await isReady(plan.opsUrl)),
        READY_TIMEOUT_MS,
      );
      if (answered && started.ended === undefined) return;
      const what = started.ended === undefined ? 'did not become ready' : `ended (${started.ended})`;
      throw new Error(`${plan.label} ${what}. The end of its output:\n${lastLines.join('\n')}`);
    },
    stop,
  };
}

async function isReady(opsUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${opsUrl}/readyz`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
