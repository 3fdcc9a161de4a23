import { createRoute } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json } from '../../../http/schema.ts';
import { signedIn } from '../../../middleware/signed-in.ts';
import { accountSchema, presentAccount } from '../schemas.ts';

const route = createRoute({
  operationId: 'getMe',
  method: 'get',
  path: '/v1/me',
  tags: ['Accounts'],
  summary: 'My account',
  description: 'The account of the access token.',
  security: bearer,
  middleware: signedIn,
  responses: { 200: json(accountSchema, 'The account signed in'), ...problems(401) },
});

/** `GET /v1/me`: the account of the access token. */
export const addGetMe: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const account = await deps.identity.findAccount(c.var.account.id);
    if (account === null) return problem(c, 'unauthenticated');
    return c.json(presentAccount(account), 200);
  });
};
