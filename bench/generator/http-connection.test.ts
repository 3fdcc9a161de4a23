import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openHttpConnection } from './http-connection.ts';

const server = createServer();
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** Connects to a server that answers each request with these pieces, one per packet. */
async function connectTo(pieces: readonly string[], options?: { readonly discardBodies: boolean }) {
  server.removeAllListeners('connection').on('connection', (socket) => {
    socket.setNoDelay(true).on('error', () => undefined);
    socket.on('data', async () => {
      for (const piece of pieces) {
        socket.write(piece);
        await nextTurn();
      }
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return openHttpConnection(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, options);
}

const HELLO = 'HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nhello';

test.each([
  ['in one packet', [HELLO]],
  ['in a packet for each byte', [...HELLO]],
])('reads answer after answer %s', async (_, pieces) => {
  const connection = await connectTo(pieces);
  expect(await connection.send('GET')).toEqual({ status: 202, body: 'hello' });
  expect(await connection.send('GET')).toEqual({ status: 202, body: 'hello' });
  connection.close();
});

test('reads an answer without a body', async () => {
  const connection = await connectTo(['HTTP/1.1 304 Not Modified\r\nx: y\r\n\r\n']);
  expect(await connection.send('GET')).toEqual({ status: 304, body: '' });
  connection.close();
});

test('discards bodies on request', async () => {
  const connection = await connectTo([...HELLO], { discardBodies: true });
  expect(await connection.send('GET')).toEqual({ status: 202, body: '' });
  expect(await connection.send('GET')).toEqual({ status: 202, body: '' });
  connection.close();
});

test('rejects an answer that is longer than it says', async () => {
  const connection = await connectTo([`${HELLO}!`]);
  await expect(connection.send('GET')).rejects.toThrow('1 bytes follow');
  connection.close();
});
