import { CONCERT_STATES } from '@concert-mania/core/programme/lists';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json, pageOf, pageQuery } from '../../../http/schema.ts';
import { signedInAdmin } from '../../../middleware/signed-in.ts';
import { presentProgrammedSummary, programmedSummarySchema } from '../staff/present-staff.ts';

const place = z.strictObject({ before: z.string() });

const route = createRoute({
  operationId: 'listManagedConcerts',
  method: 'get',
  path: '/v1/admin/concerts',
  tags: ['Admin'],
  summary: 'Concerts, drafts included, newest first',
  description: 'Drafts included.',
  security: bearer,
  middleware: signedInAdmin,
  request: { query: pageQuery.extend({ status: z.enum(CONCERT_STATES).optional() }) },
  responses: {
    200: json(pageOf(programmedSummarySchema), 'A page of concerts'),
    ...problems('validation_failed', 'invalid_cursor', 401, 403),
  },
});

/** `GET /v1/admin/concerts`: all concerts, drafts included. */
export const addListAdminConcerts: AddRoute<'cursors' | 'staff'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { status = null, cursor, limit } = c.req.valid('query');
    const list = `admin-concerts ${status}`;
    const start = cursor === undefined ? { before: null } : deps.cursors.open(list, place, cursor);
    if (start === null) return problem(c, 'invalid_cursor');
    const page = await deps.staff.lists.concerts({ state: status, before: start.before, limit });
    const last = page.items.at(-1);
    addHeader(c, 'cache-control', 'no-store');
    const nextCursor = page.more && last ? deps.cursors.seal(list, { before: last.id }) : null;
    return c.json({ items: page.items.map(presentProgrammedSummary), nextCursor }, 200);
  });
};
