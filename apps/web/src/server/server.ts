import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { makeWebApp, type WebAppOptions } from './app.ts';

export interface WebServerOptions extends WebAppOptions {
  readonly host: string;
  readonly port: number;
}

/** Serves the pages over HTTP. Rejects if the port is taken. */
export async function startWebServer({ host, port, ...options }: WebServerOptions) {
  const listener = getRequestListener(makeWebApp(options).fetch);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    /** Ends streams too: their clients connect again. */
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
