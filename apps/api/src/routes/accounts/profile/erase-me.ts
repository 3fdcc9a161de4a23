import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, jsonBody } from '../../../http/schema.ts';
import { tooManyAttempts } from '../../../middleware/limit-guesses.ts';
import { signedIn } from '../../../middleware/signed-in.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { passwordField } from '../schemas.ts';

const route = createRoute({
  operationId: 'eraseMyAccount',
  method: 'delete',
  path: '/v1/me',
  tags: ['Accounts'],
  summary: 'Erase my account',
  description:
    'Needs the password. Every session ends. Records of money stay without personal data. 409 `account_in_use` while there are upcoming tickets, unfinished payments or refunds, or money in the wallet; `blockedBy` lists them.',
  security: bearer,
  middleware: signedIn,
  request: {
    body: jsonBody(
      z
        .strictObject({ password: passwordField })
        .openapi({ example: { password: 'seven-rows-from-the-stage' } }),
    ),
  },
  responses: {
    204: { description: 'Erased' },
    ...problems(
      'validation_failed',
      'malformed_json',
      401,
      'invalid_credentials',
      'account_in_use',
      'last_admin',
      413,
      415,
      429,
      'busy',
      'service_unavailable',
    ),
  },
});

/** `DELETE /v1/me`: needs the password, so a stolen access token is not enough. */
export const addEraseMe: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const accountId = c.var.account.id;
    const erased = await deps.identity.eraseAccount({ accountId, ...c.req.valid('json') });
    if (erased.ok) {
      noteSecurity(c, { kind: 'account_erased', accountId });
      return c.body(null, 204);
    }
    const { error } = erased;
    switch (error.code) {
      case 'rate_limited':
        return tooManyAttempts(c, error.retryAfterSeconds);
      case 'account_in_use':
        return problem(c, error.code, { blockedBy: [...error.blockedBy] });
      case 'account_not_found':
        return problem(c, 'unauthenticated');
      case 'invalid_credentials':
        noteSecurity(c, { kind: 'login_failed', accountId, reason: 'erasure' });
        return problem(c, error.code);
      case 'last_admin':
        return problem(c, error.code);
    }
  });
};
