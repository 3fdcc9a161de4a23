import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json } from '../../../http/schema.ts';
import { signedInAdmin } from '../../../middleware/signed-in.ts';
import { managedAccountSchema, presentManagedAccount } from './present-staff.ts';

const route = createRoute({
  operationId: 'getAccount',
  method: 'get',
  path: '/v1/admin/accounts/{accountId}',
  tags: ['Admin'],
  summary: 'An account',
  description: 'As administrators see it.',
  security: bearer,
  middleware: signedInAdmin,
  request: { params: z.object({ accountId: z.string() }) },
  responses: {
    200: json(managedAccountSchema, 'The account'),
    ...problems(400, 401, 403, 'account_not_found'),
  },
});

/** `GET /v1/admin/accounts/{accountId}`. */
export const addGetAccount: AddRoute<'staff'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { accountId } = c.req.valid('param');
    const account = looksLikeId('usr', accountId) ? await deps.staff.accounts.find(accountId) : null;
    if (account === null) return problem(c, 'account_not_found');
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentManagedAccount(account), 200);
  });
};
