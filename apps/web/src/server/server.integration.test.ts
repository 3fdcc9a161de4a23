import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ASSET_CACHE, PAGE_HEADERS } from './headers.ts';
import { startWebServer } from './server.ts';

const files = mkdtempSync(join(tmpdir(), 'concert-mania-web-'));
const asked: IncomingMessage[] = [];
let leave = Promise.withResolvers<void>();

/** An API that echoes, and whose stream never ends by itself. */
const api = createServer((request, response) => {
  asked.push(request);
  if (request.url === '/v1/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
    response.on('close', () => leave.resolve());
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const headers = { 'content-type': 'application/json', 'set-cookie': ['a=1; HttpOnly', 'b=2; HttpOnly'] };
    response.writeHead(request.method === 'POST' ? 202 : 304, headers).end(Buffer.concat(chunks));
  });
});
let web: Awaited<ReturnType<typeof startWebServer>>;
const faults: unknown[] = [];
const start = (apiUrl: string, hstsSubdomains = false) =>
  startWebServer({
    hstsSubdomains,
    host: '127.0.0.1',
    port: 0,
    files,
    apiUrl,
    pageSettings: { paymentWindowUrl: 'http://pay.example/window' },
    onFault: (fault) => faults.push(fault),
  });

beforeAll(async () => {
  mkdirSync(join(files, 'assets'));
  writeFileSync(join(files, 'index.html'), '<!doctype html><title>pages</title>');
  writeFileSync(join(files, 'console.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(files, 'gate.html'), '<!doctype html><title>gate</title>');
  writeFileSync(join(files, 'assets/main-1a2b.js'), 'export {};');
  await once(api.listen(0, '127.0.0.1'), 'listening');
  web = await start(`http://127.0.0.1:${(api.address() as AddressInfo).port}`);
});

afterAll(async () => {
  await web.stop();
  api.closeAllConnections();
  api.close();
  rmSync(files, { recursive: true });
});

test('demands TLS of the subdomains only where they all have it', async () => {
  const strict = await start('http://127.0.0.1:1', true);
  const headerOf = async (url: string) => (await fetch(url)).headers.get('strict-transport-security');
  expect(await headerOf(web.url)).toBe('max-age=31536000');
  expect(await headerOf(strict.url)).toBe('max-age=31536000; includeSubDomains');
  await strict.stop();
});

test.each(['/', '/concerts/con_1', '/performances/prf_1/seats?concert=con_1'])(
  'answers %s with the page and a policy that allows scripts of this origin only',
  async (path) => {
    const answer = await fetch(web.url + path);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(await answer.text()).toContain('<title>pages</title>');
    for (const [name, value] of Object.entries(PAGE_HEADERS)) expect(answer.headers.get(name)).toBe(value);
    expect(answer.headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
  },
);

test('answers paths of staff with their own documents; the gate alone may use the camera', async () => {
  const answers = await Promise.all(
    ['/console', '/console/sale?performance=prf_1', '/gate', '/gatehouse'].map(async (path) => {
      const answer = await fetch(web.url + path);
      const title = /<title>(.*)<\/title>/.exec(await answer.text())?.[1];
      return [title, answer.headers.get('permissions-policy')?.startsWith('camera=(self)')];
    }),
  );
  expect(answers).toEqual([
    ['console', false],
    ['console', false],
    ['gate', true],
    ['pages', false],
  ]);
});

test('lets assets be kept for good, and knows no file that is not there', async () => {
  const found = await fetch(`${web.url}/assets/main-1a2b.js`);
  expect([found.status, found.headers.get('cache-control')]).toEqual([200, ASSET_CACHE]);
  expect((await fetch(`${web.url}/assets/gone-1a2b.js`)).status).toBe(404);
  expect(await (await fetch(`${web.url}/settings.json`)).json()).toEqual({
    paymentWindowUrl: 'http://pay.example/window',
  });
});

test.each([{ expect: '100-continue' }, { connection: 'Upgrade', upgrade: 'h2c' }, { te: 'trailers' }])(
  'passes a request on without its connection headers %o',
  async (headers) => {
    const sent = request(`${web.url}/v1/concerts`, { method: 'POST', headers }).end('{}');
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(202);
    expect(asked.at(-1)?.headers).not.toHaveProperty(Object.keys(headers).at(-1) ?? '');
  },
);

test('passes a request on as it is, with its client, and the answer back', async () => {
  const answer = await fetch(`${web.url}/v1/reservations?a=b`, {
    method: 'POST',
    headers: {
      'idempotency-key': 'k1',
      forwarded: 'for=198.51.100.1',
      'x-forwarded-for': '192.0.2.7',
      'sec-fetch-site': 'same-origin',
    },
    body: '{"seatNumbers":[1]}',
  });
  expect([answer.status, await answer.text()]).toEqual([202, '{"seatNumbers":[1]}']);
  expect(answer.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2; HttpOnly']);
  expect(answer.headers.get('content-security-policy')).toBeNull();
  const { url, headers } = asked.at(-1) ?? {};
  expect([url, headers?.['idempotency-key']]).toEqual(['/v1/reservations?a=b', 'k1']);
  expect(headers?.['x-forwarded-for']).toBe('192.0.2.7, 127.0.0.1');
  expect([headers?.forwarded, headers?.['sec-fetch-site']]).toEqual([undefined, 'same-origin']);
});

test('passes a stream on at once, and ends it when its client leaves', async () => {
  leave = Promise.withResolvers();
  const over = new AbortController();
  const answer = await fetch(`${web.url}/v1/events`, { signal: over.signal });
  const first = await answer.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toBe('data: first\n\n');
  over.abort();
  await leave.promise;
});

test('refuses TRACE, which cannot be passed on', async () => {
  const { port, hostname } = new URL(web.url);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, hostname, method: 'TRACE', path: '/v1/concerts' }, resolve).on('error', reject).end();
  });
  expect(answer.statusCode).toBe(405);
});

test('answers 503 while the API cannot be reached', async () => {
  const alone = await start('http://127.0.0.1:1');
  const answer = await fetch(`${alone.url}/v1/concerts`);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await answer.json()).toMatchObject({ code: 'service_unavailable', status: 503 });
  expect(faults).toHaveLength(1);
  await alone.stop();
});
