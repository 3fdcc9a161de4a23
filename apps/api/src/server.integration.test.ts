import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { OpenAPIHono } from '@hono/zod-openapi';
import { expect, it } from 'vitest';
import { addHeader } from './carried-headers.ts';
import type { AppEnv } from './env.ts';
import { startServer } from './server.ts';

it('finishes the request under way on a kept-alive connection, then closes it and takes no new one', async () => {
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

it('puts the security headers on every answer, and lets a route have a policy of its own', async () => {
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

it('carries what is added to an answer beside what the answer says itself, several values of one name as a list', async () => {
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

it.each([
  ['no HTTP', 'HELLO\r\n\r\n', 400, 'malformed_request'],
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
])('answers %s with a problem object and closes the connection', async (_, bytes, status, code) => {
  const server = await startServer(new OpenAPIHono<AppEnv>(), { host: '127.0.0.1', port: 0 });
  const { port } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(bytes);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(head).toContain('application/problem+json');
  expect(JSON.parse(body)).toMatchObject({ status, code, type: `/problems/${code}` });
  await server.close();
});
