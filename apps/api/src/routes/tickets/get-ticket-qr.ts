import { createRoute, z } from '@hono/zod-openapi';
import { codeOf } from '../../commands/present-ticket.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { qrSvg } from '../../http/qr-svg.ts';
import { bearer } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const SVG = 'image/svg+xml';
/** A larger code is too fine for small screens. */
const MOST_VERSION = 6;

const route = createRoute({
  operationId: 'getTicketQr',
  method: 'get',
  path: '/v1/tickets/{ticketId}/qr.svg',
  tags: ['Tickets'],
  summary: 'The QR code of one of my tickets',
  description: 'The code of the list, as a QR code of version 6.',
  security: bearer,
  middleware: signedIn,
  request: { params: z.object({ ticketId: z.string() }) },
  responses: {
    200: {
      description: 'A picture',
      content: { [SVG]: { schema: { type: 'string' as const, example: '<svg …>' } } },
    },
    ...problems(401, 'ticket_not_found'),
  },
});

/** `GET /v1/tickets/{ticketId}/qr.svg`: the caller's own; another account's is not found. */
export const addGetTicketQr: AddRoute<'tickets' | 'ticketKeys'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const ticket = await deps.tickets.find(c.var.account.id, c.req.valid('param').ticketId);
    if (ticket === null) return problem(c, 'ticket_not_found');
    addHeader(c, 'cache-control', 'no-store');
    return c.body(qrSvg(codeOf(ticket, deps.ticketKeys.signer), MOST_VERSION), 200, { 'content-type': SVG });
  });
};
