import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Readiness } from './readiness.ts';

export interface OpsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `/livez`, `/readyz` and `/metrics` on a separate port. */
export async function startOpsServer(options: {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  readonly readiness: () => Promise<Readiness>;
  /** A probe or a metrics collector threw. The caller got 500. */
  readonly onFault: (fault: { readonly err: unknown; readonly path: string }) => void;
}): Promise<OpsServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    answer(path, options).then(
      ({ status, type, body }) => response.writeHead(status, type ? { 'content-type': type } : {}).end(body),
      (err: unknown) => {
        // Without this the rejection is unhandled and would end the process.
        options.onFault({ err, path });
        response.writeHead(500).end();
      },
    );
  });
  await listen(server, options.host, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const JSON_TYPE = 'application/json';

async function answer(
  path: string,
  from: { readonly registry: Registry; readonly readiness: () => Promise<Readiness> },
): Promise<{ readonly status: number; readonly type?: string; readonly body?: string }> {
  switch (path) {
    case '/livez':
      return { status: 200, type: JSON_TYPE, body: '{"status":"ok"}' };
    case '/readyz': {
      const readiness = await from.readiness();
      return { status: readiness.ready ? 200 : 503, type: JSON_TYPE, body: JSON.stringify(readiness) };
    }
    case '/metrics':
      return { status: 200, type: from.registry.contentType, body: await from.registry.metrics() };
    default:
      return { status: 404 };
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
