import { ROLES } from '@concert-mania/core/identity/model';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json, pageOf, pageQuery } from '../../../http/schema.ts';
import { signedInAdmin } from '../../../middleware/signed-in.ts';
import { managedAccountSchema, presentManagedAccount } from './present-staff.ts';

const MAX_SEARCH_CHARS = 254;
const place = z.strictObject({ before: z.string() });
const search = z
  .string()
  .trim()
  .max(MAX_SEARCH_CHARS)
  .refine((text) => !text.includes('\0'), 'contains a null character')
  .optional()
  .openapi({ description: 'A part of the address or the name, the end of the phone number, or the id' });

const route = createRoute({
  operationId: 'listAccounts',
  method: 'get',
  path: '/v1/admin/accounts',
  tags: ['Admin'],
  summary: 'Accounts, newest first',
  description: 'By role and by part of a name or address.',
  security: bearer,
  middleware: signedInAdmin,
  request: { query: pageQuery.extend({ role: z.enum(ROLES).optional(), q: search }) },
  responses: {
    200: json(pageOf(managedAccountSchema), 'A page of accounts'),
    ...problems('validation_failed', 'invalid_cursor', 401, 403),
  },
});

/** `GET /v1/admin/accounts`: fans and staff. */
export const addListAccounts: AddRoute<'cursors' | 'staff'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { role = null, q = '', cursor, limit } = c.req.valid('query');
    const list = `admin-accounts ${JSON.stringify([role, q])}`;
    const start = cursor === undefined ? { before: null } : deps.cursors.open(list, place, cursor);
    if (start === null) return problem(c, 'invalid_cursor');
    const filter = { role, text: q === '' ? null : q };
    const page = await deps.staff.accounts.list({ filter, before: start.before, limit });
    const last = page.items.at(-1);
    addHeader(c, 'cache-control', 'no-store');
    const nextCursor = page.more && last ? deps.cursors.seal(list, { before: last.id }) : null;
    return c.json({ items: page.items.map(presentManagedAccount), nextCursor }, 200);
  });
};
