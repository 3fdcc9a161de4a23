import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { makeApp } from './app.ts';
import { openBook } from './book.ts';
import { makeDesk } from './desk.ts';
import { startWebhookSender } from './webhooks.ts';

export interface MockGatewayOptions {
  readonly host: string;
  readonly port: number;
  /** The SQLite file of its database. */
  readonly file: string;
  readonly secretKey: string;
  readonly sessionMs: number;
  /** Origins of the shops that the payment window may lead back to. */
  readonly returnOrigins: readonly string[];
  /** Null: no webhooks are sent. */
  readonly webhook: { readonly url: string; readonly secret: string } | null;
  readonly log: {
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

const SILENCE_MS = 60_000;
const TOKEN_BYTES = 18;

/** Starts the mock gateway. Rejects if the port is taken. */
export async function startMockGateway(options: MockGatewayOptions) {
  const now = () => Date.now();
  const book = openBook(options.file);
  const closing = new AbortController();
  const desk = makeDesk({
    book,
    now,
    newToken: (prefix) => `${prefix}_${randomBytes(TOKEN_BYTES).toString('base64url')}`,
    tellsNews: options.webhook !== null,
    sessionMs: options.sessionMs,
    closing: closing.signal,
  });
  const app = makeApp({
    desk,
    book,
    secretKey: options.secretKey,
    returnOrigins: options.returnOrigins,
    silenceMs: SILENCE_MS,
    onFault: (err) => {
      if (!closing.signal.aborted) options.log.error({ err }, 'request');
    },
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const sender = options.webhook
    ? startWebhookSender({ book, now, log: options.log, ...options.webhook })
    : null;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    stop: async (): Promise<void> => {
      closing.abort();
      await sender?.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      book.close();
    },
  };
}
