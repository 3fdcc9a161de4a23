import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problems } from '../../../http/problems/problem.ts';
import { jsonBody } from '../../../http/schema.ts';
import { isOverMailboxLimit } from '../../../middleware/limit-guesses.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { emailField } from '../schemas.ts';

const body = z.strictObject({ email: emailField }).openapi('PasswordResetRequest', {
  example: { email: 'fan@example.com' },
});

const route = createRoute({
  operationId: 'requestPasswordReset',
  method: 'post',
  path: '/v1/auth/password-reset',
  tags: ['Accounts'],
  summary: 'Have a token mailed to choose a new password with',
  description:
    'The answer is the same whether or not the address has an account. The number of mails per address is limited.',
  request: { body: jsonBody(body) },
  responses: {
    202: { description: 'The mail is sent if the address has an account' },
    ...problems('validation_failed', 'malformed_json', 413, 415, 429, 503),
  },
});

/** `POST /v1/auth/password-reset`: another process looks up the account later. */
export const addAskPasswordReset: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { email } = c.req.valid('json');
    if (!(await isOverMailboxLimit(c, 'reset-mailbox', email))) await deps.identity.askPasswordReset(email);
    noteSecurity(c, { kind: 'password_reset_asked', email });
    return c.body(null, 202);
  });
};
