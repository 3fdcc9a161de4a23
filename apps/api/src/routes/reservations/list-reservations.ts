import { createRoute, z } from '@hono/zod-openapi';
import { presentReservation, reservationSchema } from '../../commands/present-reservation.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json, pageOf, pageQuery } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const place = z.strictObject({ before: z.string().regex(/^res_[0-9a-z]{1,60}$/) });

const route = createRoute({
  operationId: 'listReservations',
  method: 'get',
  path: '/v1/reservations',
  tags: ['Reservations'],
  summary: 'My reservations, newest first',
  description: "Only the account's reservations.",
  security: bearer,
  middleware: signedIn,
  request: { query: pageQuery },
  responses: {
    200: json(pageOf(reservationSchema), 'A page of reservations'),
    ...problems('validation_failed', 'invalid_cursor', 401),
  },
});

/** `GET /v1/reservations`: a page of the caller's own. */
export const addListReservations: AddRoute<'cursors' | 'reservations'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const list = `reservations ${c.var.account.id}`;
    const start = cursor === undefined ? { before: null } : deps.cursors.open(list, place, cursor);
    if (start === null) return problem(c, 'invalid_cursor');
    const { items, more } = await deps.reservations.list(c.var.account.id, { before: start.before, limit });
    const last = items.at(-1);
    addHeader(c, 'cache-control', 'no-store');
    return c.json(
      {
        items: items.map(presentReservation),
        nextCursor: more && last ? deps.cursors.seal(list, { before: last.reservation.id }) : null,
      },
      200,
    );
  });
};
