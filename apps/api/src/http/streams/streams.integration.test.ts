import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, expect, it, vi } from 'vitest';
import { makeApp } from '../../app.ts';
import type { ApiDeps } from '../../ports.ts';
import { FAN, fakeDeps, NOW } from '../../testing/fake-deps.ts';
import { startServer } from '../server.ts';
import { makePlaces } from './places.ts';

const MOST = 20;
const MAX_CONNECTIONS = 30;
const pot = () => makePlaces({ most: MOST, mostPerOwner: MOST });
const places = { public: pot(), signed_in: pot(), long_poll: pot() };
const waiting = { id: 'job_1', type: 'wallet.top-up', accountId: 'usr_fan', status: 'queued' } as const;
const app = makeApp(
  fakeDeps({
    places,
    catalogue: {
      live: { read: async () => ({ version: 1, availability: 'A' }), subscribe: async () => () => undefined },
    } as unknown as ApiDeps['catalogue'],
    findJob: async ({ waitMs, signal }) => {
      if (waitMs > 0) await new Promise<void>((resolve) => signal?.addEventListener('abort', resolve));
      return { ...waiting, createdAt: NOW, finishedAt: null, outcome: null };
    },
  }),
);
const server = await startServer(app, { host: '127.0.0.1', port: 0, maxConnections: MAX_CONNECTIONS });
const port = Number(new URL(server.url).port);
afterAll(() => server.close());

const REQUEST_LINES = {
  public: ['GET /v1/performances/prf_1/seats/events HTTP/1.1'],
  signed_in: ['GET /v1/jobs/job_1/events HTTP/1.1', `Authorization: Bearer ${FAN}`],
  long_poll: ['GET /v1/jobs/job_1?wait=30 HTTP/1.1', `Authorization: Bearer ${FAN}`],
} as const;

async function open(lines: readonly string[] = []): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  if (lines.length > 0) socket.write(`${[...lines, 'Host: localhost'].join('\r\n')}\r\n\r\n`);
  return socket;
}

it.each(['public', 'signed_in', 'long_poll'] as const)(
  'clients that hang up free their places at once: %s',
  async (name) => {
    for (const _ of [1, 2]) {
      const sockets = await Promise.all(Array.from({ length: MOST }, () => open(REQUEST_LINES[name])));
      await vi.waitFor(() => expect(places[name].taken).toBe(MOST));
      for (const socket of sockets) socket.destroy();
      await vi.waitFor(() => expect(places[name].taken).toBe(0));
    }
    expect(places[name].refused).toBe(0);
  },
);

it('closes connections beyond the limit, and serves the others', async () => {
  const sockets = await Promise.all(Array.from({ length: MAX_CONNECTIONS }, () => open()));
  const beyond = await open(['GET /livez HTTP/1.1']);
  expect(await text(beyond).catch(() => '')).toBe('');
  const [first] = sockets;
  first?.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect(await text(first as Socket)).toContain('HTTP/1.1 200');
  for (const socket of sockets) socket.destroy();
});
