import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { AppEnv } from '../env.ts';
import { BodyRefused, readBody } from './read-body.ts';

it('stops reading a body whose client left before the read began', async () => {
  const incoming = new IncomingMessage(new Socket());
  const env = { incoming, outgoing: new ServerResponse(incoming) };
  incoming.destroy();
  await once(incoming, 'close');
  const app = new Hono<AppEnv>();
  app.post('/', async (c) => {
    const refusal = await readBody(c).catch((error: unknown) => error);
    return c.text(refusal instanceof BodyRefused ? refusal.code : 'read');
  });
  const answer = await app.request(
    '/',
    { method: 'POST', body: '{}', headers: { 'content-length': '2' } },
    env,
  );
  expect(await answer.text()).toBe('malformed_json');
});
