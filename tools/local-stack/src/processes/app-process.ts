import { join } from 'node:path';
import type { ProcessPlan } from '../stack-plan.ts';
import { type ManagedProcess, type ManagedProcessOptions, makeManagedProcess } from './managed-process.ts';
import { REPOSITORY } from './run-command.ts';

const PROBE_TIMEOUT_MS = 1_000;

/** One of the system's processes. */
export interface AppProcess extends ManagedProcess {
  readonly opsUrl: string;
  readonly url: string | undefined;
}

interface AppProcessOptions extends ManagedProcessOptions {
  readonly repository?: string | undefined;
  /** Starts the process again when one of its source files changes. */
  readonly watch?: boolean | undefined;
}

export function makeAppProcess(plan: ProcessPlan, options: AppProcessOptions): AppProcess {
  const { repository = REPOSITORY } = options;
  const flags = options.watch ? ['--watch', '--watch-preserve-output'] : [];
  const spec = {
    name: plan.label,
    kind: 'app',
    command: process.execPath,
    args: [...flags, join(repository, 'apps', plan.app, 'src/main.ts')],
    cwd: repository,
    environment: plan.environment,
    stopSignal: 'SIGTERM',
    checkReady: () => checkReady(plan.opsUrl),
  } as const;
  return Object.assign(makeManagedProcess(spec, options), { opsUrl: plan.opsUrl, url: plan.url });
}

async function checkReady(opsUrl: string): Promise<void> {
  const answer = await fetch(`${opsUrl}/readyz`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`${opsUrl}/readyz answers ${answer.status}`);
}
