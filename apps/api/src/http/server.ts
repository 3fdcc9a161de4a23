import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { App } from './add-route.ts';
import { CarryingResponse, SubdomainsResponse } from './carried-headers.ts';
import { answerOdd, answerSocket, answerUnaddressed, answerUnreadable } from './odd-requests.ts';
import { problemsUrlOf } from './problems/problem.ts';
import { cutSlowReaders } from './slow-readers/cut-slow-readers.ts';

const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;
const IDLE_SWEEP_MS = 50;
const SLOW_READER_MS = 30_000;

export interface ApiServer {
  readonly url: string;
  /** Accepts no new connection, finishes running requests, then closes. */
  close(): Promise<void>;
}

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** Connections beyond these are closed at once. */
  readonly maxConnections?: number;
  /** The public address of the server, if known. */
  readonly publicUrl?: string | undefined;
  /** Closes a client that accepts no pending bytes for this long. */
  readonly slowReaderMs?: number;
  /** Whether every subdomain of the host has TLS, so that HSTS may include them. */
  readonly hstsSubdomains?: boolean;
}

/** Serves the API over HTTP. Rejects if the port is taken. */
export async function startServer(app: App, address: ServerAddress): Promise<ApiServer> {
  const server = makeServer(app, address);
  server.maxConnections = address.maxConnections ?? Number.POSITIVE_INFINITY;
  const stopCutting = cutSlowReaders(server, address.slowReaderMs ?? SLOW_READER_MS);
  await listen(server, address);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        // A kept-alive connection that was busy at the first sweep is idle at a later one.
        const sweep = setInterval(() => {
          server.closeIdleConnections();
        }, IDLE_SWEEP_MS);
        server.close(() => {
          clearInterval(sweep);
          stopCutting();
          resolve();
        });
      }),
  };
}

/**
 * A server whose every answer that is not 2xx is a problem object, also to bytes that are no
 * request.
 */
function makeServer(app: App, { publicUrl, hstsSubdomains = false }: ServerAddress): Server {
  const problemsUrl = problemsUrlOf(publicUrl);
  const serve = getRequestListener(app.fetch, {
    // HTTP/1.0 allows a request without a host.
    hostname: 'localhost',
    errorHandler: () => answerUnaddressed(problemsUrl),
  });
  const server = createServer(
    {
      ServerResponse: hstsSubdomains ? SubdomainsResponse : CarryingResponse,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requireHostHeader: false,
    },
    (incoming, outgoing) => {
      if (!answerOdd(incoming, outgoing, problemsUrl)) void serve(incoming, outgoing);
    },
  );
  server.on('clientError', (error, socket) => answerUnreadable(error, socket, problemsUrl));
  server.on('connect', (_, socket) => answerSocket(socket, 'method_unknown', problemsUrl));
  // RFC 9110, 10.1.1: an unknown expectation may be ignored.
  server.on('checkExpectation', (incoming, outgoing) => server.emit('request', incoming, outgoing));
  return server;
}

function listen(server: Server, address: ServerAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
