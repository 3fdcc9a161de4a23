import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makeApp } from '../../app.ts';
import type { ApiDeps } from '../../ports.ts';
import { ADMIN, FAN, fakeDeps } from '../../testing/fake-deps.ts';
import type { App } from '../add-route.ts';
import { type ApiServer, startServer } from '../server.ts';
import { BODIES, VENUE_BODY } from './read-body.ts';

const CHUNK = 'x'.repeat(60 * 1024);
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const incoming = new Map<string, IncomingMessage>();
let server: ApiServer;
let imports: ((venue: { id: string; seatCount: number }) => void)[] = [];
const clients: Socket[] = [];

beforeAll(async () => {
  const fake = fakeDeps();
  const app = makeApp(
    fakeDeps({
      guards: { ...fake.guards, clientAddressOf: (_, { forwardedFor = '192.0.2.1' }) => forwardedFor },
      findJob: () => new Promise(() => undefined),
      identity: {
        ...fake.identity,
        logIn: async () => ({ ok: false, error: { code: 'invalid_credentials' } }),
      } as never,
      programme: {
        importVenue: () => new Promise((resolve) => imports.push(resolve)),
      } as unknown as ApiDeps['programme'],
    }),
  );
  const fetch = (request: Request, env: HttpBindings) => {
    incoming.set(request.headers.get('x-request-id') ?? '', env.incoming);
    return app.fetch(request, env);
  };
  server = await startServer({ fetch } as unknown as App, { host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await server.close();
});

/**
 * A connection that sends the head of a request and then any bytes; `answer` is the text received
 * so far.
 */
function open(method: string, path: string, headers: Readonly<Record<string, string>> = {}) {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  clients.push(socket);
  const client = { socket, answer: '' };
  socket.on('data', (data) => {
    client.answer += data.toString('latin1');
  });
  socket.on('error', () => undefined);
  const lines = { host: 'a', 'content-type': 'application/json', 'transfer-encoding': 'chunked', ...headers };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`);
  return client;
}

it('answers 401 to 100 clients without a login and unfinished bodies, and holds none of their bytes', async () => {
  const strangers = Array.from({ length: 100 }, () => open('POST', '/v1/admin/venues'));
  for (const { socket } of strangers) socket.write(chunk(CHUNK));
  await vi.waitFor(() => {
    for (const { answer } of strangers) expect(answer).toMatch(/^HTTP\/1.1 401 /);
  });
  expect([BODIES.budget.heldBytes, VENUE_BODY.budget.heldBytes]).toEqual([0, 0]);
  await vi.waitFor(() => {
    for (const { socket } of strangers) expect(socket.closed).toBe(true);
  });
});

it('reads large chunked plans of an administrator, one import at a time', async () => {
  imports = [];
  const plan = JSON.stringify({
    name: 'Hall',
    address: 'Seoul',
    seatingPlan: {
      name: 'Hall',
      size: { width: 10, height: 10 },
      categories: [{ name: 'R', color: '#ff0000' }],
      zones: [
        {
          name: 'A',
          position: { x: 0, y: 0 },
          rows: [
            {
              row_number: '1',
              position: { x: 0, y: 0 },
              seats: [{ seat_guid: 'A-1-1', seat_number: '1', position: { x: 0, y: 0 }, category: 'R' }],
            },
          ],
          areas: [CHUNK, CHUNK],
        },
      ],
    },
  });
  const headers = { authorization: `Bearer ${ADMIN}` };
  const first = open('POST', '/v1/admin/venues', headers);
  first.socket.write(chunk(plan.slice(0, 100_000)));
  await vi.waitFor(() => expect(VENUE_BODY.budget.heldBytes).toBe(100_000));
  const second = open('POST', '/v1/admin/venues', headers);
  await vi.waitFor(() => expect(second.answer).toMatch(/^HTTP\/1.1 503 [\s\S]*retry-after: \d/i));
  first.socket.write(`${chunk(plan.slice(100_000))}0\r\n\r\n`);
  await vi.waitFor(() => expect(imports).toHaveLength(1));
  expect(VENUE_BODY.budget.heldBytes).toBe(0);
  imports[0]?.({ id: 'ven_1', seatCount: 1 });
  await vi.waitFor(() => expect(first.answer).toMatch(/^HTTP\/1.1 201 /));
});

it('limits the unfinished bodies of one address to its share, and serves others meanwhile', async () => {
  const flood = Array.from({ length: 100 }, () => open('POST', '/v1/auth/login'));
  for (const { socket } of flood) socket.write(chunk(CHUNK));
  const fitting = Math.floor((4 * 1024 * 1024) / CHUNK.length);
  const busy = () => flood.filter(({ answer }) => /^HTTP\/1.1 503 [\s\S]*retry-after: \d/i.test(answer));
  await vi.waitFor(() => expect(busy().length).toBeGreaterThanOrEqual(flood.length - fitting));
  expect(BODIES.budget.heldBytes).toBeLessThanOrEqual(4 * 1024 * 1024);
  const credentials = JSON.stringify({ email: 'fan@example.com', password: 'p'.repeat(12) });
  const neighbour = open('POST', '/v1/auth/login', { 'x-forwarded-for': '198.51.100.7' });
  neighbour.socket.write(`${chunk(credentials)}0\r\n\r\n`);
  await vi.waitFor(() => expect(neighbour.answer).toMatch(/^HTTP\/1.1 401 /));
  for (const { socket } of flood) socket.destroy();
  await vi.waitFor(() => expect(BODIES.budget.heldBytes).toBe(0));
});

it('discards the body of a GET during a long poll', async () => {
  const poll = open('GET', '/v1/jobs/job_1?wait=30', {
    authorization: `Bearer ${FAN}`,
    'x-request-id': 'get-with-body',
  });
  for (let sent = 0; sent < 20; sent += 1) poll.socket.write(chunk(CHUNK));
  await vi.waitFor(() => expect(poll.socket.writableLength).toBe(0));
  await vi.waitFor(() => {
    const request = incoming.get('get-with-body');
    expect(request?.socket.bytesRead).toBeGreaterThan(20 * CHUNK.length);
    expect(request?.readableLength).toBe(0);
  });
});
