import { createRoute, z } from '@hono/zod-openapi';
import { presentTicket, ticketSchema } from '../../commands/present-ticket.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json, pageOf } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const route = createRoute({
  operationId: 'listReservationTickets',
  method: 'get',
  path: '/v1/reservations/{reservationId}/tickets',
  tags: ['Tickets'],
  summary: 'The tickets of one of my reservations',
  description: "Empty until the reservation is confirmed. Another account's reservation is not found.",
  security: bearer,
  middleware: signedIn,
  request: { params: z.object({ reservationId: z.string() }) },
  responses: {
    200: json(pageOf(ticketSchema), 'All of them, in one page'),
    ...problems(401, 'reservation_not_found'),
  },
});

/** `GET /v1/reservations/{reservationId}/tickets`: one page, as a reservation has few seats. */
export const addListReservationTickets: AddRoute<'tickets' | 'ticketKeys'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { reservationId } = c.req.valid('param');
    const tickets = await deps.tickets.listOf(c.var.account.id, reservationId);
    if (tickets === null) return problem(c, 'reservation_not_found');
    addHeader(c, 'cache-control', 'no-store');
    return c.json(
      { items: tickets.map((ticket) => presentTicket(ticket, deps.ticketKeys.signer)), nextCursor: null },
      200,
    );
  });
};
