import { makeAppProcess } from '@concert-mania/local-stack/processes/app-process';
import type { ProcessPlan } from '@concert-mania/local-stack/stack-plan';

/** A process of the system for a test: started by `restart`, never by itself. */
export const processForTest = (
  app: ProcessPlan['app'],
  opsPort: number | undefined,
  environment: ProcessPlan['environment'],
  onLine: (line: string) => void = () => undefined,
) =>
  makeAppProcess(
    {
      app,
      label: app,
      opsUrl: `http://127.0.0.1:${opsPort}`,
      url: undefined,
      environment: { ...environment, OPS_PORT: String(opsPort) },
    },
    { onOutput: (_, line) => onLine(line) },
  );
