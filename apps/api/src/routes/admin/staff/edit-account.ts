import { ROLES } from '@concert-mania/core/identity/model';
import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json, jsonBody } from '../../../http/schema.ts';
import { actorOf, signedInAdmin } from '../../../middleware/signed-in.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { managedAccountSchema, presentManagedAccount } from './present-staff.ts';

const route = createRoute({
  operationId: 'editAccount',
  method: 'patch',
  path: '/v1/admin/accounts/{accountId}',
  tags: ['Admin'],
  summary: 'Give an account another role, or disable it',
  description:
    'Ends all sessions of the account at once. The last administrator cannot be demoted or disabled: 409 `last_admin`.',
  security: bearer,
  middleware: signedInAdmin,
  request: {
    params: z.object({ accountId: z.string() }),
    body: jsonBody(
      z
        .strictObject({ role: z.enum(ROLES).optional(), disabled: z.boolean().optional() })
        .openapi({ example: { role: 'box_office' } }),
    ),
  },
  responses: {
    200: json(managedAccountSchema, 'The changed account'),
    ...problems(400, 401, 403, 'account_not_found', 'last_admin', 413, 415),
  },
});

/** `PATCH /v1/admin/accounts/{accountId}`: ends sessions, because a session keeps its role. */
export const addEditAccount: AddRoute<'staff'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { accountId } = c.req.valid('param');
    if (!looksLikeId('usr', accountId)) return problem(c, 'account_not_found');
    const edited = await deps.staff.accounts.change(accountId, actorOf(c), c.req.valid('json'));
    if (!edited.ok) return problem(c, edited.error.code);
    const { account, changed } = edited.value;
    // Ends sessions even if nothing changed: an earlier call may have failed before this point.
    const isReduced = account.disabledAt !== null || c.req.valid('json').role !== undefined;
    if (isReduced || Object.keys(changed).length > 0) await deps.staff.endSessions(account.id);
    if (changed.disabled === true) noteSecurity(c, { kind: 'account_disabled', accountId: account.id });
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentManagedAccount(account), 200);
  });
};
