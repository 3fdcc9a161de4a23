import { createRoute } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problems } from '../../http/problems/problem.ts';
import { bearer } from '../../http/schema.ts';
import { limitAccount } from '../../middleware/limit-rate.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const route = createRoute({
  operationId: 'resendVerification',
  method: 'post',
  path: '/v1/auth/verify-email/resend',
  tags: ['Accounts'],
  summary: 'Mail another token to verify my e-mail address',
  description: 'Mails a new token to the address of the account.',
  security: bearer,
  middleware: [signedIn, limitAccount('verification-account')] as const,
  responses: {
    204: { description: 'The mail is scheduled, or the address is already verified' },
    ...problems(401, 429, 503),
  },
});

/** `POST /v1/auth/verify-email/resend`: limited per account and day. */
export const addResendVerification: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    await deps.identity.resendVerification(c.var.account.id);
    return c.body(null, 204);
  });
};
