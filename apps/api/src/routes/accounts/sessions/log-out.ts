import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { optionalJsonBody } from '../../../http/schema.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { refreshTokenField } from '../schemas.ts';
import { isFromOurPage, readRefreshCookie, takeRefreshCookie } from './refresh-cookie.ts';

const route = createRoute({
  operationId: 'logOut',
  method: 'post',
  path: '/v1/auth/logout',
  tags: ['Accounts'],
  summary: 'Sign out: the session ends, with its refresh and access tokens',
  description:
    'Without a token in the body the session of the cookie ends, for pages of the same origin only.',
  request: { body: optionalJsonBody(z.strictObject({ refreshToken: refreshTokenField.optional() })) },
  responses: {
    204: { description: 'Signed out, or never signed in' },
    ...problems('validation_failed', 'malformed_json', 'forbidden', 413, 415),
  },
});

/** `POST /v1/auth/logout`: the same answer for known and unknown tokens. */
export const addLogOut: AddRoute<'identity' | 'refreshCookies'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const given = c.req.valid('json').refreshToken;
    const cookie = given === undefined ? readRefreshCookie(c, deps.refreshCookies) : undefined;
    if (cookie !== undefined && !isFromOurPage(c, deps.refreshCookies)) return problem(c, 'forbidden');
    const sessionId = await deps.identity.logOut(given ?? cookie ?? '');
    if (cookie !== undefined) takeRefreshCookie(c, deps.refreshCookies);
    if (sessionId !== null) noteSecurity(c, { kind: 'logout', sessionId });
    return c.body(null, 204);
  });
};
