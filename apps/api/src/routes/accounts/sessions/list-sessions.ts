import { createRoute } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problems } from '../../../http/problems/problem.ts';
import { bearer, json, pageOf } from '../../../http/schema.ts';
import { signedIn } from '../../../middleware/signed-in.ts';
import { sessionViewSchema } from '../schemas.ts';

const route = createRoute({
  operationId: 'listSessions',
  method: 'get',
  path: '/v1/me/sessions',
  tags: ['Accounts'],
  summary: 'Where I am signed in',
  description: 'The places where the account is signed in.',
  security: bearer,
  middleware: signedIn,
  responses: {
    200: json(pageOf(sessionViewSchema), 'My live sessions'),
    ...problems(401),
  },
});

/** `GET /v1/me/sessions`: all sessions of the account, the last used first. */
export const addListSessions: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { id: accountId, sessionId } = c.var.account;
    const sessions = await deps.identity.listSessions(accountId);
    const items = sessions.map(({ id, createdAt, lastSeenAt, userAgent }) => ({
      id,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      userAgent,
      current: id === sessionId,
    }));
    addHeader(c, 'cache-control', 'no-store');
    return c.json({ items, nextCursor: null }, 200);
  });
};
