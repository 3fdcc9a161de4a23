import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProgramCounts, ProgramOrder } from '@concert-mania/baseline/journey/program.ts';

/** Processes of the conventional design. */
export interface Programs {
  readonly pids: ReadonlyMap<string, readonly number[]>;
  count(): Promise<ProgramCounts>;
  setConcurrency(jobs: number): void;
  stop(): Promise<void>;
}

/** Starts processes by their roles and waits until they are ready. Their log lines are read. */
export async function startPrograms(
  roles: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Programs> {
  const file = join(import.meta.dirname, '../baseline/main.ts');
  const children = await Promise.all(
    roles.map(async (role) => {
      const child = fork(file, [role], { env, execArgv: [], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
      child.stdout?.resume();
      await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(([code]) => {
          throw new Error(`the conventional ${role} ended with ${code}`);
        }),
      ]);
      return { role, child };
    }),
  );
  return {
    pids: new Map(children.map(({ role, child: { pid = 0 } }) => [role, [pid]])),
    count: async () => {
      const counts = { statements: 0, requests: 0 };
      for (const { child } of children) {
        const answer = once(child, 'message');
        child.send('count' satisfies ProgramOrder);
        const [{ statements, requests }] = (await answer) as [ProgramCounts];
        counts.statements += statements;
        counts.requests += requests;
      }
      return counts;
    },
    setConcurrency: (jobs) => {
      for (const { child } of children) child.send(jobs satisfies ProgramOrder);
    },
    stop: async () => {
      for (const { child } of children) {
        if (!child.connected) continue;
        const ended = once(child, 'exit');
        child.disconnect();
        await ended;
      }
    },
  };
}
