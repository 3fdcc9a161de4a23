import { ACCOUNT_LOCALES } from '@concert-mania/core/identity/model';
import { personName } from '@concert-mania/core/shared/visible-text';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json, jsonBody } from '../../../http/schema.ts';
import { signedIn } from '../../../middleware/signed-in.ts';
import { accountSchema, phoneField, presentAccount } from '../schemas.ts';

const route = createRoute({
  operationId: 'editMyAccount',
  method: 'patch',
  path: '/v1/me',
  tags: ['Accounts'],
  summary: 'Change my name, phone or language',
  description: 'Omitted fields stay unchanged. `phone: null` removes it.',
  security: bearer,
  middleware: signedIn,
  request: {
    body: jsonBody(
      z
        .strictObject({
          name: personName.optional(),
          phone: phoneField.nullable().optional(),
          locale: z.enum(ACCOUNT_LOCALES).optional(),
        })
        .openapi('ProfileChange', { example: { phone: '010-1234-5678' } }),
    ),
  },
  responses: {
    200: json(accountSchema, 'The changed account'),
    ...problems('validation_failed', 'malformed_json', 401, 413, 415),
  },
});

/** `PATCH /v1/me`: the account of the access token. */
export const addEditMe: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const account = await deps.identity.editProfile(c.var.account.id, c.req.valid('json'));
    if (account === null) return problem(c, 'unauthenticated');
    return c.json(presentAccount(account), 200);
  });
};
