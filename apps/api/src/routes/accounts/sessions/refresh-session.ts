import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { json, jsonBody } from '../../../http/schema.ts';
import { tooManyAttempts } from '../../../middleware/limit-rate.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { presentSession, refreshTokenField, sessionSchema } from '../schemas.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/auth/refresh',
  tags: ['Accounts'],
  summary: 'Exchange a refresh token for a new pair; using one twice ends its session',
  request: { body: jsonBody(z.strictObject({ refreshToken: refreshTokenField })) },
  responses: {
    200: json(sessionSchema, 'The next pair of tokens'),
    ...problems(
      'validation_failed',
      'malformed_json',
      'invalid_refresh_token',
      'refresh_token_reused',
      413,
      415,
      429,
    ),
  },
});

/** `POST /v1/auth/refresh`: rotates a refresh token. */
export const addRefreshSession: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const session = await deps.identity.refreshSession(c.req.valid('json').refreshToken);
    if (!session.ok) {
      const { error } = session;
      if (error.code === 'rate_limited') return tooManyAttempts(c, error.retryAfterSeconds);
      noteSecurity(c, { kind: error.code === 'refresh_token_reused' ? 'refresh_reused' : 'refresh_refused' });
      return problem(c, error.code);
    }
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentSession(session.value), 200);
  });
};
