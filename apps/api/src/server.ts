import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import type { App } from './add-route.ts';
import { CarryingResponse } from './carried-headers.ts';
import { problemBody } from './problem.ts';
import type { ProblemCode } from './problems/catalogue.ts';
import { cutSlowReaders } from './slow-readers/cut-slow-readers.ts';

const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;
const IDLE_SWEEP_MS = 50;
const SLOW_READER_MS = 30_000;

export interface ApiServer {
  readonly url: string;
  /** Takes no new connection, lets requests under way finish, then closes. */
  close(): Promise<void>;
}

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** Connections beyond these are closed at once. */
  readonly maxConnections?: number;
  /** After this long a reader that takes nothing of what waits for it is cut. */
  readonly slowReaderMs?: number;
}

/** Serves the API over HTTP. Rejects when the port is taken. */
export async function startServer(app: App, address: ServerAddress): Promise<ApiServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { ServerResponse: CarryingResponse },
  });
  if ('keepAliveTimeout' in server) {
    server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.headersTimeout = HEADERS_TIMEOUT_MS;
  }
  server.maxConnections = address.maxConnections ?? Number.POSITIVE_INFINITY;
  server.on('clientError', answerUnreadable);
  const stopCutting = cutSlowReaders(server, address.slowReaderMs ?? SLOW_READER_MS);
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
          stopCutting();
          resolve();
        });
      }),
  };
}

const UNREADABLE: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Bytes that are no HTTP request get a problem object too; nothing is known of their sender's language. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemBody(UNREADABLE[error.code ?? ''] ?? 'malformed_request', 'en', randomUUID());
  const body = JSON.stringify(problem);
  const lines = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${problem.requestId}`,
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

function listen(server: ServerType, address: ServerAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
