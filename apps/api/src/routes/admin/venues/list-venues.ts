import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json, pageOf, pageQuery } from '../../../http/schema.ts';
import { signedInAdmin } from '../../../middleware/signed-in.ts';
import { presentVenue, venueSchema } from '../staff/present-staff.ts';

const LIST = 'admin-venues';
const place = z.strictObject({ before: z.string() });

const route = createRoute({
  operationId: 'listVenues',
  method: 'get',
  path: '/v1/admin/venues',
  tags: ['Admin'],
  summary: 'Venues, newest first',
  description: 'Without their seats.',
  security: bearer,
  middleware: signedInAdmin,
  request: { query: pageQuery },
  responses: {
    200: json(pageOf(venueSchema), 'A page of venues'),
    ...problems('validation_failed', 'invalid_cursor', 401, 403),
  },
});

/** `GET /v1/admin/venues`: without their seats. */
export const addListVenues: AddRoute<'cursors' | 'staff'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const start = cursor === undefined ? { before: null } : deps.cursors.open(LIST, place, cursor);
    if (start === null) return problem(c, 'invalid_cursor');
    const page = await deps.staff.lists.venues({ before: start.before, limit });
    const last = page.items.at(-1);
    addHeader(c, 'cache-control', 'no-store');
    const nextCursor = page.more && last ? deps.cursors.seal(LIST, { before: last.id }) : null;
    return c.json({ items: page.items.map(presentVenue), nextCursor }, 200);
  });
};
