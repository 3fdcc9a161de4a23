import { Agent, request } from 'node:http';
import { OpenAPIHono } from '@hono/zod-openapi';
import { expect, it } from 'vitest';
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
