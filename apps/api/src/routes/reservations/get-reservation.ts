import { createRoute, z } from '@hono/zod-openapi';
import { presentReservation, reservationSchema } from '../../commands/present-reservation.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const route = createRoute({
  operationId: 'getReservation',
  method: 'get',
  path: '/v1/reservations/{reservationId}',
  tags: ['Reservations'],
  summary: 'One of my reservations, with its payments and timeline',
  description: "Another account's reservation is not found.",
  security: bearer,
  middleware: signedIn,
  request: { params: z.object({ reservationId: z.string() }) },
  responses: { 200: json(reservationSchema, 'The reservation'), ...problems(401, 'reservation_not_found') },
});

/** `GET /v1/reservations/{reservationId}`: the caller's own; another account's is not found. */
export const addGetReservation: AddRoute<'reservations'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { reservationId } = c.req.valid('param');
    const detail = await deps.reservations.find(c.var.account.id, reservationId);
    if (detail === null) return problem(c, 'reservation_not_found');
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentReservation(detail), 200);
  });
};
