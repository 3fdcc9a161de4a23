import { MAILS_PER_DAY } from '@concert-mania/core/tickets/resend-tickets';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { actorOf, signedInBoxOffice } from '../../middleware/signed-in.ts';

const route = createRoute({
  operationId: 'resendTickets',
  method: 'post',
  path: '/v1/box-office/reservations/{reservationId}/resend',
  tags: ['Box office'],
  summary: 'Mail the tickets of a reservation again',
  description: 'The mail has the tickets as a PDF and a calendar file attached.',
  security: bearer,
  middleware: signedInBoxOffice,
  request: { params: z.object({ reservationId: z.string() }) },
  responses: {
    202: json(
      z
        .object({ reservationId: z.string(), mailsLeft: z.int().openapi({ example: MAILS_PER_DAY - 1 }) })
        .openapi('ResentTickets'),
      'The mail is queued; so many more are possible today',
    ),
    ...problems(401, 403, 'reservation_not_found', 'ticket_not_found', 'no_email', 'too_many_mails'),
  },
});

/** `POST /v1/box-office/reservations/{reservationId}/resend`: recorded as an action of staff. */
export const addResendTickets: AddRoute<'ticketFiles'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { reservationId } = c.req.valid('param');
    const answer = await deps.ticketFiles.resend(reservationId, actorOf(c));
    if (!answer.ok) return problem(c, answer.error.code);
    addHeader(c, 'cache-control', 'no-store');
    return c.json({ reservationId, mailsLeft: answer.value.mailsLeft }, 202);
  });
};
