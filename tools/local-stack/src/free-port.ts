import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports of outgoing connections (RFC 6335, ip_local_port_range of Linux). */
const FIRST_PORT = 15_000;
const LAST_PORT = 32_000;
const MOST_TRIES = 200;

/** A TCP port of 127.0.0.1 that was free a moment ago. The caller must handle losing the race. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('no free port was found');
  return port;
}

/** As many different free ports of 127.0.0.1. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries += 1) {
    if (tries === MOST_TRIES + count)
      throw new Error(`no ${count} free ports between ${FIRST_PORT} and ${LAST_PORT}`);
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await isPortFree(port, '127.0.0.1')) found.add(port);
  }
  return [...found];
}

/** Whether one could listen on this port now. */
export function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
