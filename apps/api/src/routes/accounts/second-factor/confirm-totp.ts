import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, jsonBody } from '../../../http/schema.ts';
import { tooManyAttempts } from '../../../middleware/limit-guesses.ts';
import { signedIn } from '../../../middleware/signed-in.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { codeField } from '../schemas.ts';

const route = createRoute({
  operationId: 'confirmSecondFactor',
  method: 'post',
  path: '/v1/me/totp/confirm',
  tags: ['Accounts'],
  summary: 'Confirm the second factor by its first code; from then on logins ask for one',
  description: 'Takes a code of the new secret.',
  security: bearer,
  middleware: signedIn,
  request: { body: jsonBody(z.strictObject({ code: codeField })) },
  responses: {
    204: { description: 'Confirmed' },
    ...problems('validation_failed', 'malformed_json', 'code_invalid', 401, 413, 415, 429),
  },
});

/** `POST /v1/me/totp/confirm`: the session has a second factor from its next refresh. */
export const addConfirmTotp: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { id: accountId, sessionId } = c.var.account;
    const confirmed = await deps.identity.secondFactor.confirm(
      accountId,
      sessionId,
      c.req.valid('json').code,
    );
    if (confirmed.ok) {
      noteSecurity(c, { kind: 'second_factor_added', accountId });
      return c.body(null, 204);
    }
    const { error } = confirmed;
    return error.code === 'rate_limited'
      ? tooManyAttempts(c, error.retryAfterSeconds)
      : problem(c, error.code);
  });
};
