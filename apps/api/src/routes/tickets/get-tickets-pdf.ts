import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer } from '../../http/schema.ts';
import { limitAccount } from '../../middleware/limit-rate.ts';
import { signedIn } from '../../middleware/signed-in.ts';

import { answerTicketsPdf, ticketsPdfResponses } from './answer-tickets-pdf.ts';

const route = createRoute({
  operationId: 'getTicketsPdf',
  method: 'get',
  path: '/v1/reservations/{reservationId}/tickets.pdf',
  tags: ['Tickets'],
  summary: 'The tickets of one of my reservations as a PDF',
  description:
    'In the language of `Accept-Language`, else in that of the account. Void tickets are left out.',
  security: bearer,
  middleware: [signedIn, limitAccount('ticket-files-account')] as const,
  request: { params: z.object({ reservationId: z.string() }) },
  responses: {
    ...ticketsPdfResponses,
    ...problems(401, 'reservation_not_found'),
  },
});

/**
 * `GET /v1/reservations/{reservationId}/tickets.pdf`: the caller's own, in the language of
 * `Accept-Language`, else in that of the account.
 */
export const addGetTicketsPdf: AddRoute<'ticketFiles' | 'ticketKeys'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const sheet = await deps.ticketFiles.sheets.find(c.req.valid('param').reservationId, c.var.account.id);
    if (sheet === null) return problem(c, 'reservation_not_found');
    return answerTicketsPdf(c, deps, sheet);
  });
};
