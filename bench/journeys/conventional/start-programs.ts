import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProgramCounts, ProgramMessage, ProgramOrder } from '@concert-mania/baseline/journey/program.ts';

const ROLES = ['api', 'payments', 'mails'] as const;

/** The processes of the conventional system. */
export interface Programs {
  readonly pids: readonly (readonly [label: string, pids: readonly number[]])[];
  count(): Promise<ProgramCounts>;
  setConcurrency(jobs: number): void;
  stop(): void;
}

/** Starts its three processes and waits until they are ready. Their log lines are read. */
export async function startPrograms(environment: Readonly<Record<string, string>>): Promise<Programs> {
  const file = join(import.meta.dirname, '../../baseline/journey/main.ts');
  const children = await Promise.all(
    ROLES.map(async (role) => {
      const child = fork(file, [role], {
        env: environment,
        execArgv: [],
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      });
      child.stdout?.resume();
      await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(([code]) => {
          throw new Error(`the conventional ${role} ended with ${code}`);
        }),
      ]);
      return [role, child] as const;
    }),
  );
  const order = (child: ChildProcess, message: ProgramOrder) => child.send(message);
  return {
    pids: children.map(([role, { pid = 0 }]) => [role, [pid]] as const),
    count: async () => {
      const counted = await Promise.all(
        children.map(async ([, child]) => {
          const answer = once(child, 'message');
          order(child, { kind: 'count' });
          const [message] = (await answer) as [ProgramMessage];
          if (message.kind !== 'counts') throw new Error(`${child.pid} answered ${message.kind}`);
          return message.counts;
        }),
      );
      return {
        statements: counted.reduce((sum, { statements }) => sum + statements, 0),
        requests: counted.reduce((sum, { requests }) => sum + requests, 0),
      };
    },
    setConcurrency: (jobs) => {
      for (const [role, child] of children) {
        if (role === 'payments') order(child, { kind: 'concurrency', jobs });
      }
    },
    stop: () => {
      for (const [, child] of children) child.disconnect();
    },
  };
}
