import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problems } from '../../../http/problems/problem.ts';
import { jsonBody } from '../../../http/schema.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { refreshTokenField } from '../schemas.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/auth/logout',
  tags: ['Accounts'],
  summary: 'Sign out: the session ends, with its refresh and access tokens',
  request: { body: jsonBody(z.strictObject({ refreshToken: refreshTokenField })) },
  responses: {
    204: { description: 'Signed out, or never signed in' },
    ...problems('validation_failed', 'malformed_json', 413, 415),
  },
});

/** `POST /v1/auth/logout`: the same answer for known and unknown tokens. */
export const addLogOut: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const sessionId = await deps.identity.logOut(c.req.valid('json').refreshToken);
    if (sessionId !== null) noteSecurity(c, { kind: 'logout', sessionId });
    return c.body(null, 204);
  });
};
