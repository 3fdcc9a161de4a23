import { createRoute, z } from '@hono/zod-openapi';
import { presentTicket, ticketSchema } from '../../commands/present-ticket.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json, pageOf, pageQuery } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const place = z.strictObject({ reservationId: z.string(), ticketId: z.string() });

const route = createRoute({
  operationId: 'listTickets',
  method: 'get',
  path: '/v1/tickets',
  tags: ['Tickets'],
  summary: 'My tickets, newest first',
  description: 'Those of newer reservations first. Void ones are listed too; no gate takes their codes.',
  security: bearer,
  middleware: signedIn,
  request: { query: pageQuery },
  responses: {
    200: json(pageOf(ticketSchema), 'A page of tickets'),
    ...problems('validation_failed', 'invalid_cursor', 401),
  },
});

/** `GET /v1/tickets`: a page of the caller's own. */
export const addListTickets: AddRoute<'cursors' | 'tickets' | 'ticketKeys'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const list = `tickets ${c.var.account.id}`;
    const after = cursor === undefined ? null : deps.cursors.open(list, place, cursor);
    if (cursor !== undefined && after === null) return problem(c, 'invalid_cursor');
    const { items, more } = await deps.tickets.list(c.var.account.id, { after, limit });
    const last = items.at(-1)?.ticket;
    addHeader(c, 'cache-control', 'no-store');
    return c.json(
      {
        items: items.map((item) => presentTicket(item, deps.ticketKeys.signer)),
        nextCursor:
          more && last
            ? deps.cursors.seal(list, { reservationId: last.reservationId, ticketId: last.id })
            : null,
      },
      200,
    );
  });
};
