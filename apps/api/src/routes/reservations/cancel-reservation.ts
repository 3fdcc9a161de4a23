import { cancellationReason, someSeats } from '@concert-mania/core/holds/commands';
import { createRoute, z } from '@hono/zod-openapi';
import { type AddCommand, acceptCommand } from '../../commands/accept-command.ts';
import { commandRoute } from '../../commands/command-route.ts';
import { problem } from '../../http/problems/problem.ts';
import { optionalJsonBody } from '../../http/schema.ts';

const body = z.strictObject({
  reason: cancellationReason.nullish(),
  seatNumbers: someSeats.nullish().openapi({
    description: 'The seats of a confirmed reservation to cancel; all of them if left out',
    example: [17],
  }),
});
const withBody = commandRoute({
  operationId: 'cancelReservation',
  path: '/v1/reservations/{reservationId}/cancel',
  tags: ['Reservations'],
  summary: 'Release a hold, or cancel and refund a confirmed reservation or some of its seats',
  description: 'A hold is released. A paid one is refunded by the policy of the concert.',
  params: z.object({ reservationId: z.string().min(1).max(64) }),
  body,
  refusals: ['reservation_not_found'],
});
const route = createRoute({
  ...withBody,
  request: { ...withBody.request, body: optionalJsonBody(body) },
});

/** `POST /v1/reservations/{id}/cancel`: accepts a cancellation of the caller's own reservation. */
export const addCancelReservation: AddCommand<'reservations'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { reservationId } = c.req.valid('param');
    // A blank reason counts as none, so that a retry without it is the same request.
    const { reason: given, seatNumbers } = c.req.valid('json');
    const reason = given || null;
    const some = seatNumbers ? { seatNumbers } : {};
    const mine = await deps.reservations.find(c.var.account.id, reservationId);
    if (mine === null) return problem(c, 'reservation_not_found');
    return acceptCommand(c, deps, {
      name: 'reservation.cancel',
      body: { ...(reason !== null && { reason }), ...some },
      payload: { reservationId, reason, ...some },
    });
  });
};
