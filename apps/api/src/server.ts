import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import type { App } from './add-route.ts';

const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;
const IDLE_SWEEP_MS = 50;

export interface ApiServer {
  readonly url: string;
  /** Takes no new connection, lets requests under way finish, then closes. */
  close(): Promise<void>;
}

/** Serves the API over HTTP. Rejects when the port is taken. */
export async function startServer(app: App, address: { host: string; port: number }): Promise<ApiServer> {
  const server = createAdaptorServer({ fetch: app.fetch });
  if ('keepAliveTimeout' in server) {
    server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.headersTimeout = HEADERS_TIMEOUT_MS;
  }
  await listen(server, address);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        // A kept-alive connection that was busy at the first sweep is idle at a later one.
        const sweep = setInterval(() => {
          if ('closeIdleConnections' in server) server.closeIdleConnections();
        }, IDLE_SWEEP_MS);
        server.close(() => {
          clearInterval(sweep);
          resolve();
        });
      }),
  };
}

function listen(server: ServerType, address: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
