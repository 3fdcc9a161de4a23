import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { json, optionalJsonBody } from '../../../http/schema.ts';
import { tooManyAttempts } from '../../../middleware/limit-guesses.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { presentSession, refreshTokenField, sessionSchema } from '../schemas.ts';
import { giveRefreshCookie, isFromOurPage, readRefreshCookie, takeRefreshCookie } from './refresh-cookie.ts';

/** A page that is reloaded while it refreshes sends the same cookie twice. */
const REPEAT_SECONDS = 10;

const route = createRoute({
  operationId: 'refreshSession',
  method: 'post',
  path: '/v1/auth/refresh',
  tags: ['Accounts'],
  summary: 'Exchange a refresh token for a new pair; using one twice ends its session',
  description:
    'Without a token in the body that of the cookie is exchanged, for pages of the same origin only.',
  request: { body: optionalJsonBody(z.strictObject({ refreshToken: refreshTokenField.optional() })) },
  responses: {
    200: json(sessionSchema, 'The next pair of tokens'),
    ...problems(
      'validation_failed',
      'malformed_json',
      'invalid_refresh_token',
      'refresh_token_reused',
      'forbidden',
      413,
      415,
      429,
    ),
  },
});

/** `POST /v1/auth/refresh`: rotates a refresh token. */
export const addRefreshSession: AddRoute<'identity' | 'refreshCookies'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const given = c.req.valid('json').refreshToken;
    const cookie = given === undefined ? readRefreshCookie(c, deps.refreshCookies) : undefined;
    if (cookie !== undefined && !isFromOurPage(c, deps.refreshCookies)) return problem(c, 'forbidden');
    const session = await (cookie === undefined
      ? deps.identity.refreshSession(given ?? '')
      : deps.identity.refreshSession(cookie, { repeatSeconds: REPEAT_SECONDS }));
    if (!session.ok) {
      const { error } = session;
      if (error.code === 'rate_limited') return tooManyAttempts(c, error.retryAfterSeconds);
      if (cookie !== undefined) takeRefreshCookie(c, deps.refreshCookies);
      noteSecurity(c, { kind: error.code === 'refresh_token_reused' ? 'refresh_reused' : 'refresh_refused' });
      return problem(c, error.code);
    }
    addHeader(c, 'cache-control', 'no-store');
    const { refreshToken } = session.value;
    if (cookie === undefined) return c.json(presentSession(session.value), 200);
    if (refreshToken !== null) giveRefreshCookie(c, deps.refreshCookies, refreshToken);
    return c.json(presentSession({ ...session.value, refreshToken: null }), 200);
  });
};
