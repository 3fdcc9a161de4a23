import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePorts } from '@concert-mania/local-stack/free-port';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';

export interface BaselineProcess {
  readonly urls: readonly string[];
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 20_000;

/** Starts as many processes of the conventional program, and waits until each answers. */
export async function startBaseline(options: {
  readonly processes: number;
  /** Connections in all, shared evenly. */
  readonly poolSize: number;
  readonly environment: Readonly<Record<string, string>>;
}): Promise<BaselineProcess> {
  const ports = await freePorts(options.processes);
  const started = ports.map((port) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../baseline/main.ts')], {
      env: {
        ...options.environment,
        PORT: String(port),
        DATABASE_POOL_SIZE: String(Math.ceil(options.poolSize / options.processes)),
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return { child, url: `http://127.0.0.1:${port}` };
  });
  const stop = async () => {
    await Promise.all(started.map(({ child }) => end(child)));
  };
  for (const { child, url } of started) {
    const ready = await waitUntil(() => child.exitCode !== null || answers(url), READY_TIMEOUT_MS);
    if (ready && child.exitCode === null) continue;
    await stop();
    throw new Error(`the baseline did not answer at ${url}`);
  }
  return {
    urls: started.map(({ url }) => url),
    pids: started.flatMap(({ child }) => child.pid ?? []),
    stop,
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/ready`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
