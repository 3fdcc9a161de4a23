import { freePort } from '../free-port.ts';
import { ServiceError } from '../service-error.ts';
import { type ManagedProcess, type ManagedProcessOptions, makeManagedProcess } from './managed-process.ts';
import type { ProcessSpec } from './spawn-process.ts';

const PORT_ATTEMPTS = 3;

interface StartedServer {
  readonly port: number;
  readonly process: ManagedProcess;
}

/** Starts a server on a free port. Tries three, as another program may take a port first. */
export async function startOnFreePort(
  specAt: (port: number) => Promise<ProcessSpec>,
  options: ManagedProcessOptions,
): Promise<StartedServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = makeManagedProcess(await specAt(port), { ...options, keepAlive: true });
    try {
      await server.restart();
      return { port, process: server };
    } catch (error) {
      const isTooSlow = server.pid !== undefined;
      await server.stop();
      if (isTooSlow || attempt === PORT_ATTEMPTS) {
        throw new ServiceError(error instanceof Error ? error.message : String(error));
      }
    }
  }
}
