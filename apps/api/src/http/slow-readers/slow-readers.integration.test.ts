import { connect, type Socket } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fakeDeps } from '../../testing/fake-deps.ts';
import type { AppEnv } from '../env.ts';
import { type ApiServer, startServer } from '../server.ts';
import { answerShared } from '../shared-bodies/answer.ts';
import { shareBody } from '../shared-bodies/shared-body.ts';
import { makeSendBudget } from './send-budget.ts';

const BODY_BYTES = 16 * 1024 * 1024;
const MOST_AT_ONCE = 4;
const body = shareBody(Buffer.alloc(BODY_BYTES, 'seats'));
const sendBudget = makeSendBudget({ groupBytes: MOST_AT_ONCE * BODY_BYTES, totalBytes: 2 * BODY_BYTES });
let server: ApiServer;
const clients: Socket[] = [];
/** The server's side of each connection, by the client's claimed address. */
const served = new Map<string, Socket>();

beforeAll(async () => {
  const app = new OpenAPIHono<AppEnv>();
  app.use(async (c, next) => {
    const clientAddressOf = (_: unknown, { forwardedFor = '192.0.2.1' }) => forwardedFor;
    const { socket } = (c.env as unknown as HttpBindings).incoming;
    served.set(c.req.header('x-forwarded-for') ?? '', socket);
    c.set('requestId', 'test');
    c.set('locale', 'en');
    c.set('guards', { ...fakeDeps().guards, clientAddressOf, sendBudget });
    await next();
  });
  app.get('/list', (c) => answerShared(c, body, 'no-cache'));
  app.get('/newer', (c) => answerShared(c, shareBody(Buffer.alloc(BODY_BYTES, 'newer')), 'no-cache'));
  server = await startServer(app, { host: '127.0.0.1', port: 0, slowReaderMs: 600 });
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await server.close();
});

/** Requests a body and reads nothing until resumed. */
function ask(path: string, from: string) {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  clients.push(socket);
  const client = { socket, head: '', bytes: 0, closed: false };
  socket.on('data', (data) => {
    if (client.head.length < 1_000) client.head += data.toString('latin1', 0, 1_000);
    client.bytes += data.length;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    client.closed = true;
  });
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: ${from}\r\n\r\n`);
  return client;
}

it('cuts stalled readers, keeps one buffer for all, and serves a slow reader to the end', async () => {
  const silent = Array.from({ length: 50 }, (_, n) => ask('/list', `198.51.100.${n}`));
  const slow = ask('/list', '203.0.113.1');
  await vi.waitFor(() => expect(served.size).toBe(51));
  expect(sendBudget.heldBytes).toBe(BODY_BYTES);
  const sip = setInterval(() => {
    slow.socket.once('data', () => slow.socket.pause());
    slow.socket.resume();
  }, 10);
  const isCut = (n: number) => served.get(`198.51.100.${n}`)?.destroyed;
  await vi.waitFor(() => expect(silent.every((_, n) => isCut(n))).toBe(true), 10_000);
  clearInterval(sip);
  expect(served.get('203.0.113.1')?.destroyed).toBe(false);
  slow.socket.resume();
  await vi.waitFor(() => expect(slow.bytes).toBeGreaterThan(BODY_BYTES));
  await vi.waitFor(() => expect(sendBudget.heldBytes).toBe(0));
});

it('refuses an address with too many pending bytes until it reads some', async () => {
  const neighbours = Array.from({ length: MOST_AT_ONCE }, () => ask('/list', '203.0.113.2'));
  await vi.waitFor(() => expect(served.has('203.0.113.2')).toBe(true));
  const refused = ask('/list', '203.0.113.2');
  refused.socket.resume();
  await vi.waitFor(() => expect(refused.head).toMatch(/^HTTP\/1.1 503 [\s\S]*retry-after: \d/i));
  for (const { socket } of neighbours) socket.resume();
  await vi.waitFor(() => expect(sendBudget.heldBytes).toBe(0));
  const served503 = ask('/list', '203.0.113.2');
  served503.socket.resume();
  await vi.waitFor(() => expect(served503.bytes).toBeGreaterThan(BODY_BYTES));
});

it('cuts the readers of the oldest versions and stays within its share of memory', async () => {
  const readers = ['a', 'b', 'c', 'd'];
  for (const [n, reader] of readers.entries()) {
    ask('/newer', reader);
    await vi.waitFor(() => expect(served.has(reader)).toBe(true));
    expect(sendBudget.heldBytes).toBe(Math.min(n + 1, 2) * BODY_BYTES);
  }
  expect(readers.map((reader) => served.get(reader)?.destroyed)).toEqual([true, true, false, false]);
});
