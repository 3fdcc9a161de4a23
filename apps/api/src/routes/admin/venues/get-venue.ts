import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json } from '../../../http/schema.ts';
import { signedInAdmin } from '../../../middleware/signed-in.ts';
import { presentVenueDetail, venueDetailSchema } from '../staff/present-staff.ts';

const route = createRoute({
  operationId: 'getVenue',
  method: 'get',
  path: '/v1/admin/venues/{venueId}',
  tags: ['Admin'],
  summary: 'A venue, and the number of seats of each category',
  description: 'Without its seats.',
  security: bearer,
  middleware: signedInAdmin,
  request: { params: z.object({ venueId: z.string() }) },
  responses: {
    200: json(venueDetailSchema, 'The venue'),
    ...problems(400, 401, 403, 'venue_not_found'),
  },
});

/** `GET /v1/admin/venues/{venueId}`: performances set prices on these categories. */
export const addGetVenue: AddRoute<'staff'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { venueId } = c.req.valid('param');
    const venue = looksLikeId('ven', venueId) ? await deps.staff.lists.findVenue(venueId) : null;
    if (venue === null) return problem(c, 'venue_not_found');
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentVenueDetail(venue), 200);
  });
};
