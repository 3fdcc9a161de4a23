import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { OpenAPIHono } from '@hono/zod-openapi';
import { expect, it, vi } from 'vitest';
import { makeApp } from '../app.ts';
import { fakeDeps } from '../testing/fake-deps.ts';
import { addHeader } from './carried-headers.ts';
import type { AppEnv } from './env.ts';
import { startServer } from './server.ts';

it('finishes the running request of a kept-alive connection, then closes it and accepts no new one', async () => {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const app = new OpenAPIHono<AppEnv>();
  app.get('/slow', async (c) => {
    arrive();
    await finished;
    return c.text('done');
  });
  const server = await startServer(app, { host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true });
  const answer = new Promise<string>((resolve, reject) => {
    request(`${server.url}/slow`, { agent }, (response) => {
      response.setEncoding('utf8').on('data', resolve).on('error', reject);
    })
      .on('error', reject)
      .end();
  });
  await arrived;

  const closed = server.close();
  await expect(fetch(server.url)).rejects.toThrow();
  finish();
  expect(await answer).toBe('done');
  await closed;
  agent.destroy();
});

it('puts the security headers on every answer, and lets a route set its own policy', async () => {
  const app = new OpenAPIHono<AppEnv>();
  app.get('/page', (c) => {
    c.header('content-security-policy', "default-src 'self'");
    return c.html('<p>hello</p>');
  });
  const server = await startServer(app, { host: '127.0.0.1', port: 0 });
  const missing = await fetch(`${server.url}/nothing-here`);
  expect(missing.headers.get('x-content-type-options')).toBe('nosniff');
  expect(missing.headers.get('x-frame-options')).toBe('DENY');
  expect(missing.headers.get('referrer-policy')).toBe('no-referrer');
  expect(missing.headers.get('strict-transport-security')).toContain('max-age=');
  expect(missing.headers.get('content-security-policy')).toContain("default-src 'none'");
  const page = await fetch(`${server.url}/page`);
  expect(page.headers.get('content-security-policy')).toBe("default-src 'self'");
  await server.close();
});

it("adds headers to an answer's own, several values of one name as a list", async () => {
  const app = new OpenAPIHono<AppEnv>();
  app.get('/carried', (c) => {
    addHeader(c, 'ratelimit', 'one');
    addHeader(c, 'ratelimit', 'two');
    addHeader(c, 'cache-control', 'no-store');
    return c.json({ text: '안녕' }, 200);
  });
  app.get('/own', (c) => {
    addHeader(c, 'cache-control', 'no-store');
    c.header('cache-control', 'private');
    return c.body(null, 204);
  });
  const server = await startServer(app, { host: '127.0.0.1', port: 0 });
  const carried = await fetch(`${server.url}/carried`);
  expect(carried.headers.get('ratelimit')).toBe('one, two');
  expect(carried.headers.get('cache-control')).toBe('no-store');
  expect(carried.headers.get('content-type')).toBe('application/json');
  expect(carried.headers.get('x-frame-options')).toBe('DENY');
  expect(await carried.json()).toEqual({ text: '안녕' });
  const own = await fetch(`${server.url}/own`);
  expect([own.status, own.headers.get('cache-control')]).toEqual([204, 'private']);
  await server.close();
});

const NO_HOST = 'Connection: close\r\n\r\n';
const HOST = `Host: a\r\n${NO_HOST}`;

/** The head and body of the answer to these bytes, from an API without backends. */
async function ask(bytes: string) {
  const server = await startServer(makeApp(fakeDeps()), { host: '127.0.0.1', port: 0 });
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(bytes);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  await server.close();
  return { head, body };
}

it.each([
  ['no HTTP', 'HELLO\r\n\r\n', 400, 'malformed_request'],
  ['the start of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed_request'],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    400,
    'malformed_request',
  ],
  [
    'endless headers',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  ['an endless address', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${HOST}`, 414, 'uri_too_long'],
  ['a long address', `GET /${'x'.repeat(9_000)} HTTP/1.1\r\n${HOST}`, 414, 'uri_too_long'],
  ['an unknown method', `FOO /livez HTTP/1.1\r\n${HOST}`, 501, 'method_unknown'],
  ['TRACE', `TRACE /livez HTTP/1.1\r\n${HOST}`, 405, 'method_not_allowed'],
  ['CONNECT', `CONNECT a:443 HTTP/1.1\r\n${HOST}`, 501, 'method_unknown'],
  ['no host', `GET /livez HTTP/1.1\r\n${NO_HOST}`, 400, 'malformed_request'],
  ['two hosts', `GET /livez HTTP/1.1\r\nHost: b\r\n${HOST}`, 400, 'malformed_request'],
  ['an invalid host', `GET /livez HTTP/1.1\r\nHost: a b\r\n${NO_HOST}`, 400, 'malformed_request'],
  ['the whole server', `GET * HTTP/1.1\r\n${HOST}`, 400, 'malformed_request'],
  ['a backslash', `GET /v1\\me HTTP/1.1\r\n${HOST}`, 400, 'malformed_request'],
  ['raw UTF-8', `GET /공연 HTTP/1.1\r\n${HOST}`, 400, 'malformed_request'],
  [
    'an encoding of transfers',
    `POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n${HOST}`,
    400,
    'malformed_request',
  ],
])('answers %s with a problem object and closes the connection', async (_, bytes, status, code) => {
  const { head, body } = await ask(bytes);
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(head).toContain('application/problem+json');
  expect(head).toMatch(/cache-control: no-store/i);
  expect(JSON.parse(body)).toMatchObject({ status, code, type: `/problems/${code}` });
});

it('answers an unreadable HEAD request without a body, which its client would take for the next answer', async () => {
  const { head, body } = await ask(`HEAD /${'x'.repeat(20_000)} HTTP/1.1\r\n${HOST}`);
  expect(head).toContain('HTTP/1.1 414 ');
  expect(body).toBe('');
});

it.each([
  ['HTTP/1.0 without a host', 'GET /livez HTTP/1.0\r\n\r\n', 200],
  ['an absolute address', `GET http://elsewhere.example/livez HTTP/1.1\r\n${HOST}`, 200],
  ['a host that is an IPv6 address', `GET /livez HTTP/1.1\r\nHost: [::1]:3000\r\n${NO_HOST}`, 200],
  ['an expectation it does not know', `GET /livez HTTP/1.1\r\nExpect: more\r\n${HOST}`, 200],
  ['OPTIONS for the whole server', `OPTIONS * HTTP/1.1\r\n${HOST}`, 204],
])('serves %s', async (_, bytes, status) => {
  expect((await ask(bytes)).head).toContain(`HTTP/1.1 ${status} `);
});

it('marks answers as private by default, and public answers as cacheable', async () => {
  const server = await startServer(makeApp(fakeDeps({ corsOrigins: ['https://a.example'] })), {
    host: '127.0.0.1',
    port: 0,
  });
  const cachingOf = async (path: string) => {
    const { headers } = await fetch(`${server.url}${path}`, { headers: { origin: 'https://a.example' } });
    return [headers.get('cache-control'), headers.get('vary')];
  };
  expect(await cachingOf('/livez')).toEqual(['no-store', 'Accept-Language, Authorization']);
  expect(await cachingOf('/v1/me')).toEqual(['no-store', 'Accept-Language, Authorization, Origin']);
  expect(await cachingOf('/openapi.json')).toEqual(['public, no-cache', 'accept-encoding']);
  await server.close();
});

it.each([
  [undefined, 'max-age=31536000'],
  [true, 'max-age=31536000; includeSubDomains'],
])(
  'demands TLS for a year, of subdomains only where they all have it (%j)',
  async (hstsSubdomains, value) => {
    const address = { host: '127.0.0.1', port: 0, ...(hstsSubdomains && { hstsSubdomains }) };
    const server = await startServer(makeApp(fakeDeps()), address);
    for (const path of ['/livez', '/v1/me', '/problems'])
      expect((await fetch(`${server.url}${path}`)).headers.get('strict-transport-security')).toBe(value);
    await server.close();
  },
);

it('survives a reset of a tunnel request, and closes tunnel connections itself', async () => {
  const faults: Error[] = [];
  const note = (fault: Error) => faults.push(fault);
  process.on('uncaughtException', note);
  const server = await startServer(makeApp(fakeDeps()), { host: '127.0.0.1', port: 0, maxConnections: 1 });
  const address = { port: Number(new URL(server.url).port), host: '127.0.0.1', allowHalfOpen: true };
  const askForTunnel = async () => {
    const socket = connect(address).on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n');
    return socket;
  };
  const askUntilAnswered = () =>
    vi.waitFor(async () => {
      const socket = await askForTunnel();
      await once(socket, 'data', { signal: AbortSignal.timeout(500) });
      return socket;
    }, 5_000);
  (await askForTunnel()).resetAndDestroy();
  (await askUntilAnswered()).resetAndDestroy();
  const kept = await askUntilAnswered();
  await vi.waitFor(async () => expect((await fetch(`${server.url}/livez`)).ok).toBe(true), 5_000);
  kept.destroy();
  process.off('uncaughtException', note);
  expect(faults).toEqual([]);
  await server.close();
});
