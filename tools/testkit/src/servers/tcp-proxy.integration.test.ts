import { once } from 'node:events';
import net from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A server that answers each chunk with its name. */
async function startServer(name: string): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('data', () => socket.write(name));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  return (server.address() as net.AddressInfo).port;
}

async function startProxy(port: number): Promise<TcpProxy> {
  const proxy = await startTcpProxy({ port });
  open.push(() => proxy.close());
  return proxy;
}

async function connect(proxy: TcpProxy): Promise<net.Socket> {
  const socket = net.connect(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  open.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Resolves when the socket is closed, by a reset or in good order. */
const closed = (socket: net.Socket): Promise<void> =>
  new Promise((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())));

async function ask(socket: net.Socket): Promise<string> {
  socket.write('?');
  const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(2_000) });
  return String(answer);
}

it('forwards bytes both ways, and directs new connections elsewhere after a failover', async () => {
  const proxy = await startProxy(await startServer('first'));
  const standing = await connect(proxy);
  expect(await ask(standing)).toBe('first');
  proxy.leadTo(await startServer('second'));
  expect(await ask(await connect(proxy))).toBe('second');
  expect(await ask(standing)).toBe('first');
});

it('silences open connections for good while new ones work', async () => {
  const proxy = await startProxy(await startServer('server'));
  const standing = await connect(proxy);
  expect(await ask(standing)).toBe('server');
  proxy.silence();
  await expect(ask(standing)).rejects.toThrow();
  expect(await ask(await connect(proxy))).toBe('server');
  proxy.heal();
  await expect(ask(standing)).rejects.toThrow();
  expect(standing.destroyed).toBe(false);
});

it('resets open and new connections until it is healed', async () => {
  const proxy = await startProxy(await startServer('server'));
  const standing = await connect(proxy);
  expect(await ask(standing)).toBe('server');
  const ended = closed(standing);
  proxy.refuse();
  await ended;
  const refused = net.connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await closed(refused);
  proxy.heal();
  expect(await ask(await connect(proxy))).toBe('server');
});
