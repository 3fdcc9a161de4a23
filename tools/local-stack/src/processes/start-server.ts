import { readFileSync } from 'node:fs';
import { freePort } from '../free-port.ts';
import { ServiceError } from '../service-error.ts';
import type { Guardian, ServerExit } from './guardian-client.ts';
import type { ServerSpec } from './guardian-protocol.ts';
import { waitUntil } from './wait-until.ts';

const PORT_ATTEMPTS = 3;
const READY_TIMEOUT_MS = 120_000;

/** A server as it would run on a port, and how to tell that it answers there. */
export type Candidate = { readonly spec: ServerSpec; readonly answers: () => Promise<unknown> };

/**
 * Has the guardian run a server on a free port, and answers the port once the server answers. Between finding a port and
 * listening on it somebody else may take it, so a server that ends at once gets another one.
 */
export async function startOnFreePort(
  guardian: Guardian,
  at: (port: number) => Promise<Candidate>,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const { spec, answers } = await at(port);
    let ended: ServerExit | undefined;
    void guardian.start(spec).then((exit) => {
      ended = exit;
    });
    const ready = await waitUntil(
      async () => ended !== undefined || (await succeeds(answers)),
      READY_TIMEOUT_MS,
    );
    if (ready && ended === undefined) {
      guardian.keep(spec.name);
      return port;
    }
    if (ended === undefined || attempt === PORT_ATTEMPTS) {
      const reason = ended === undefined ? 'does not answer' : `ended (${ended.reason})`;
      throw new ServiceError(`${spec.name} ${reason}. The end of ${spec.logFile}:\n${tail(spec.logFile)}`);
    }
  }
}

async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-12).join('\n');
  } catch {
    return '(no log)';
  }
}
