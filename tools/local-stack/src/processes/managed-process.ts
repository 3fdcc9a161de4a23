import type { ChildProcess } from 'node:child_process';
import type { Run } from '../run.ts';
import { type ProcessSpec, spawnProcess } from './spawn-process.ts';
import { waitUntil } from './wait-until.ts';

/** A process to watch, kill and start again. */
export interface ManagedProcess {
  readonly name: string;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
  /** Stops it if it runs, starts it, and resolves when it is ready. */
  restart(): Promise<void>;
  /** Sends the stop signal, and SIGKILL after 20 s. */
  stop(): Promise<void>;
}

export interface ManagedProcessOptions {
  readonly run?: Pick<Run, 'add' | 'remove'>;
  readonly onOutput?: ((name: string, line: string) => void) | undefined;
  /** The process ended without `stop` or `restart`. */
  readonly onUnexpectedExit?: ((name: string, reason: string) => void) | undefined;
  /** Starts the process again when it ends unexpectedly. */
  readonly keepAlive?: boolean;
}

const READY_TIMEOUT_MS = 120_000;
const STOP_GRACE_MS = 20_000;
const RESTART_FIRST_MS = 200;
const RESTART_MOST_MS = 10_000;
const STABLE_MS = 30_000;
const CONFIG_EXIT_CODE = 78;

interface Attempt {
  readonly child: ChildProcess;
  readonly gone: Promise<void>;
  lastLines(): string;
  wanted: boolean;
  ended: string | undefined;
}

/** A process that does not run until `restart` is called. */
export function makeManagedProcess(spec: ProcessSpec, options: ManagedProcessOptions = {}): ManagedProcess {
  let current: Attempt | undefined;
  let wasReady = false;
  let failures = 0;

  const start = (): Attempt => {
    const startedAt = performance.now();
    const { child, lastLines } = spawnProcess(spec, (line) => options.onOutput?.(spec.name, line));
    const { pid } = child;
    const gone = new Promise<void>((resolve) => {
      child.once('exit', (code, signal) => {
        attempt.ended = signal ?? `exit code ${code}`;
        if (pid !== undefined) options.run?.remove(pid);
        if (attempt.wanted) endedUnexpectedly(attempt.ended, code, performance.now() - startedAt);
        resolve();
      });
      child.once('error', (error) => {
        attempt.ended ??= error.message;
        resolve();
      });
    });
    const attempt: Attempt = { child, gone, lastLines, wanted: true, ended: undefined };
    if (pid !== undefined) options.run?.add({ ...memberOf(spec), pid });
    current = attempt;
    return attempt;
  };

  const endedUnexpectedly = (reason: string, code: number | null, ranForMs: number) => {
    if (!wasReady) return;
    options.onUnexpectedExit?.(spec.name, reason);
    // Starting again does not correct wrong settings.
    if (!options.keepAlive || code === CONFIG_EXIT_CODE) return;
    failures = ranForMs > STABLE_MS ? 0 : failures;
    const pauseMs = Math.min(RESTART_FIRST_MS * 2 ** failures, RESTART_MOST_MS);
    failures += 1;
    const ended = current;
    setTimeout(() => {
      if (current === ended && ended?.wanted) start();
    }, pauseMs).unref();
  };

  const stop = async () => {
    if (current === undefined) return;
    const { child, gone, ended } = current;
    current.wanted = false;
    if (ended !== undefined) return;
    child.kill(spec.stopSignal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
    await gone;
    clearTimeout(timer);
  };

  return {
    name: spec.name,
    get pid() {
      return current?.ended === undefined ? current?.child.pid : undefined;
    },
    kill: (signal) => void current?.child.kill(signal),
    async restart() {
      await stop();
      const attempt = start();
      const isReady = () =>
        spec.checkReady().then(
          () => true,
          () => false,
        );
      const answered = await waitUntil(
        async () => attempt.ended !== undefined || (await isReady()),
        READY_TIMEOUT_MS,
      );
      if (answered && attempt.ended === undefined) {
        wasReady = true;
        return;
      }
      const what = attempt.ended === undefined ? 'did not become ready' : `ended (${attempt.ended})`;
      throw new Error(`${spec.name} ${what}. The end of its output:\n${attempt.lastLines()}`);
    },
    stop,
  };
}

const memberOf = ({ name, kind, stopSignal }: ProcessSpec) => ({ name, kind, stopSignal });
