import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openHttpExchange } from './http-exchange.ts';

async function start(handle: RequestListener, timeoutMs = 2_000) {
  const server = createServer(handle);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const closing = new AbortController();
  const exchange = openHttpExchange({ timeoutMs, closing: closing.signal });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/there`);
  const post = (body: string) => exchange(url, { method: 'POST', headers: { 'x-key': 'k' }, body });
  return { post, close: () => closing.abort(), connections: () => connections };
}

test('sends a body of text and reads the answer, over one connection', async () => {
  const { post, connections } = await start(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    response.writeHead(201, { 'x-back': request.headers['x-key'] }).end(`${request.method} ${text}`);
  });
  for (const body of ['서울', 'two', '']) {
    const { status, headers, text } = await post(body);
    expect([status, headers['x-back'], text]).toEqual([201, 'k', `POST ${body}`]);
  }
  expect(connections()).toBe(1);
});

test('rejects a silent, a cut, a redirected and an endless answer', async () => {
  const silent = await start(() => {}, 50);
  await expect(silent.post('')).rejects.toMatchObject({ name: 'TimeoutError' });
  const halting = await start((_, response) => void response.write('{'), 50);
  await expect(halting.post('')).rejects.toThrow();
  const cut = await start((_, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('{', () => response.destroy());
  });
  await expect(cut.post('')).rejects.toThrow();
  const moved = await start((_, response) => void response.writeHead(307, { location: '/other' }).end());
  await expect(moved.post('')).rejects.toThrow('redirect');
  const endless = await start((_, response) => void response.end('x'.repeat(2_000_000)));
  await expect(endless.post('')).rejects.toThrow('longer than');
});

test('ends running requests when it closes', async () => {
  const { post, close } = await start(() => setTimeout(close, 10));
  await expect(post('')).rejects.toMatchObject({ name: 'AbortError' });
});
