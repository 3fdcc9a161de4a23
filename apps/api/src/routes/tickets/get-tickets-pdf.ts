import { signSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer } from '../../http/schema.ts';
import { limitTicketFiles } from '../../middleware/limit-rate.ts';
import { signedIn } from '../../middleware/signed-in.ts';

import { fileNameHeader } from './ports.ts';

const PDF = 'application/pdf';

const route = createRoute({
  method: 'get',
  path: '/v1/reservations/{reservationId}/tickets.pdf',
  tags: ['Tickets'],
  summary: 'The tickets of one of my reservations as a PDF',
  security: bearer,
  middleware: [signedIn, limitTicketFiles] as const,
  request: { params: z.object({ reservationId: z.string() }) },
  responses: {
    200: {
      description: 'A card for each ticket that is not void, three on a page',
      content: { [PDF]: { schema: { type: 'string' as const, format: 'binary', example: '%PDF-1.3 …' } } },
      headers: fileNameHeader,
    },
    ...problems(401, 'reservation_not_found', 'ticket_not_found', 429, 'busy'),
  },
});

/**
 * `GET /v1/reservations/{reservationId}/tickets.pdf`: the caller's own, in the language of
 * `Accept-Language`, else in that of the account.
 */
export const addGetTicketsPdf: AddRoute<'ticketFiles' | 'ticketKeys'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { sheets, pdfs } = deps.ticketFiles;
    const sheet = await sheets.find(c.req.valid('param').reservationId, c.var.account.id);
    if (sheet === null) return problem(c, 'reservation_not_found');
    if (sheet.tickets.length === 0) return problem(c, 'ticket_not_found');
    const locale = c.req.header('accept-language') === undefined ? sheet.locale : c.var.locale;
    const pdf = await pdfs.write(signSheet({ ...sheet, locale }, deps.ticketKeys.signer));
    if (pdf === null) return problem(c, 'busy');
    addHeader(c, 'cache-control', 'no-store');
    const headers = {
      'content-type': PDF,
      'content-disposition': `inline; filename="tickets-${sheet.reservationId}.pdf"`,
    };
    return c.body(pdf, 200, headers);
  });
};
