import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, jsonBody } from '../../../http/schema.ts';
import { tooManyAttempts } from '../../../middleware/limit-guesses.ts';
import { signedIn } from '../../../middleware/signed-in.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { passwordField } from '../schemas.ts';

const route = createRoute({
  operationId: 'changePassword',
  method: 'put',
  path: '/v1/me/password',
  tags: ['Accounts'],
  summary: 'Change my password; every other session ends',
  description: 'Ends the other sessions of the account.',
  security: bearer,
  middleware: signedIn,
  request: {
    body: jsonBody(z.strictObject({ currentPassword: passwordField, newPassword: passwordField })),
  },
  responses: {
    204: { description: 'Changed' },
    ...problems(
      'validation_failed',
      'malformed_json',
      'weak_password',
      401,
      'invalid_credentials',
      413,
      415,
      429,
      'busy',
      'service_unavailable',
    ),
  },
});

/** `PUT /v1/me/password`: 401 `invalid_credentials` for a wrong current password. */
export const addChangePassword: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { id: accountId, sessionId } = c.var.account;
    const changed = await deps.identity.changePassword({ accountId, sessionId, ...c.req.valid('json') });
    if (changed.ok) {
      noteSecurity(c, { kind: 'password_changed', accountId, sessionId: sessionId ?? undefined });
      return c.body(null, 204);
    }
    const { error } = changed;
    noteSecurity(c, { kind: 'password_change_refused', accountId, reason: error.code });
    return error.code === 'rate_limited'
      ? tooManyAttempts(c, error.retryAfterSeconds)
      : problem(c, error.code);
  });
};
