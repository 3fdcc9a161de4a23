import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer } from '../../http/schema.ts';
import { limitAccount } from '../../middleware/limit-rate.ts';
import { signedInBoxOffice } from '../../middleware/signed-in.ts';
import { answerTicketsPdf, ticketsPdfResponses } from '../tickets/answer-tickets-pdf.ts';

const route = createRoute({
  operationId: 'printTickets',
  method: 'get',
  path: '/v1/box-office/reservations/{reservationId}/tickets.pdf',
  tags: ['Box office'],
  summary: 'The tickets of any reservation as a PDF, to print at the desk',
  description:
    'In the language of `Accept-Language`, else in that of the account. Void tickets are left out.',
  security: bearer,
  middleware: [signedInBoxOffice, limitAccount('ticket-files-account')] as const,
  request: { params: z.object({ reservationId: z.string() }) },
  responses: { ...ticketsPdfResponses, ...problems(401, 403, 'reservation_not_found') },
});

/** `GET /v1/box-office/reservations/{reservationId}/tickets.pdf`: for buyers without an e-mail. */
export const addPrintTickets: AddRoute<'ticketFiles' | 'ticketKeys'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const sheet = await deps.ticketFiles.sheets.find(c.req.valid('param').reservationId);
    return sheet === null ? problem(c, 'reservation_not_found') : answerTicketsPdf(c, deps, sheet);
  });
};
