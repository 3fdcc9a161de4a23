import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { jsonBody } from '../../http/schema.ts';
import { noteSecurity } from '../../security/note-security.ts';
import { mailedTokenField } from './schemas.ts';

const body = z.strictObject({ token: mailedTokenField }).openapi('EmailVerification', {
  example: { token: 'p2nK0v…' },
});

const route = createRoute({
  operationId: 'verifyEmail',
  method: 'post',
  path: '/v1/auth/verify-email',
  tags: ['Accounts'],
  summary: 'Verify an e-mail address with the token that was mailed to it',
  description: 'Takes the token of the mail.',
  request: { body: jsonBody(body) },
  responses: {
    204: { description: 'Verified' },
    ...problems('validation_failed', 'malformed_json', 'token_invalid', 413, 415, 429, 503),
  },
});

/** `POST /v1/auth/verify-email`: a token works once. */
export const addVerifyEmail: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const verified = await deps.identity.verifyEmail(c.req.valid('json').token);
    if (verified === null) return problem(c, 'token_invalid');
    noteSecurity(c, { kind: 'email_verified', accountId: verified });
    return c.body(null, 204);
  });
};
