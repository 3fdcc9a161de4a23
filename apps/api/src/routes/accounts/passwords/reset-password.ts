import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { jsonBody } from '../../../http/schema.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { mailedTokenField, passwordField } from '../schemas.ts';

const body = z.strictObject({ token: mailedTokenField, password: passwordField }).openapi('PasswordReset', {
  example: { token: 'p2nK0v…', password: 'seven-rows-from-the-stage' },
});

const route = createRoute({
  operationId: 'confirmPasswordReset',
  method: 'post',
  path: '/v1/auth/password-reset/confirm',
  tags: ['Accounts'],
  summary: 'Choose a new password with a mailed token; every session ends',
  description: 'Sets the new password and ends every session.',
  request: { body: jsonBody(body) },
  responses: {
    204: { description: 'The password is set' },
    ...problems(
      'validation_failed',
      'malformed_json',
      'token_invalid',
      'weak_password',
      413,
      415,
      429,
      'busy',
      'service_unavailable',
    ),
  },
});

/** `POST /v1/auth/password-reset/confirm`: a token works once. A weak password uses up no token. */
export const addResetPassword: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const reset = await deps.identity.resetPassword(c.req.valid('json'));
    if (!reset.ok) return problem(c, reset.error.code);
    noteSecurity(c, { kind: 'password_reset', accountId: reset.value });
    return c.body(null, 204);
  });
};
