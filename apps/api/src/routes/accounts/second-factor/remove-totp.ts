import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, optionalJsonBody } from '../../../http/schema.ts';

import { signedIn } from '../../../middleware/signed-in.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { passwordField } from '../schemas.ts';
import { refuseUnproven } from './proof.ts';

const route = createRoute({
  operationId: 'removeSecondFactor',
  method: 'delete',
  path: '/v1/me/totp',
  tags: ['Accounts'],
  summary: 'Remove the second factor',
  description: 'Logging in then needs only the password.',
  security: bearer,
  middleware: signedIn,
  request: { body: optionalJsonBody(z.strictObject({ password: passwordField.optional() })) },
  responses: {
    204: { description: 'Removed' },
    ...problems(
      400,
      401,
      'invalid_credentials',
      'reauthentication_required',
      'second_factor_not_found',
      413,
      415,
      429,
      'busy',
    ),
  },
});

/** `DELETE /v1/me/totp`: logins then need no code. */
export const addRemoveTotp: AddRoute<'clock' | 'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const refused = await refuseUnproven(c, deps, c.req.valid('json').password);
    if (refused) return refused;
    const accountId = c.var.account.id;
    if (!(await deps.identity.secondFactor.remove(accountId))) return problem(c, 'second_factor_not_found');
    noteSecurity(c, { kind: 'second_factor_removed', accountId });
    return c.body(null, 204);
  });
};
