import { REFUND_RULES, someSeats } from '@concert-mania/core/holds/commands';
import { visibleText } from '@concert-mania/core/shared/visible-text';
import { z } from '@hono/zod-openapi';
import { type AddCommand, acceptCommand } from '../../commands/accept-command.ts';
import { commandRoute } from '../../commands/command-route.ts';
import { signedInBoxOffice } from '../../middleware/signed-in.ts';

const MAX_REASON_CHARS = 200;

const route = commandRoute({
  operationId: 'cancelAtBoxOffice',
  path: '/v1/box-office/reservations/{reservationId}/cancel',
  tags: ['Box office'],
  summary: "Cancel anybody's reservation or some of its seats",
  description:
    'Tickets of the cancelled seats are void at once. A hold is released as a whole. The action is recorded.',
  staff: signedInBoxOffice,
  params: z.object({ reservationId: z.string().min(1).max(64) }),
  body: z
    .strictObject({
      seatNumbers: someSeats.optional().openapi({
        description: 'All seats if left out',
      }),
      refund: z.enum(REFUND_RULES).openapi({
        description: 'policy: as for the fan. full: without a fee. none: the price is kept as a fee.',
      }),
      reason: visibleText(MAX_REASON_CHARS).openapi({ description: 'Recorded with the staff action' }),
    })
    .openapi({ example: { seatNumbers: [17], refund: 'full', reason: 'The view is blocked.' } }),
});

/**
 * `POST /v1/box-office/reservations/{id}/cancel`: accepts a cancellation of any reservation. A hold
 * is released as a whole.
 */
export const addCancelAtBoxOffice: AddCommand = (app, deps) => {
  app.openapi(route, async (c) => {
    const { reservationId } = c.req.valid('param');
    const body = c.req.valid('json');
    return acceptCommand(c, deps, {
      name: 'box-office.cancel',
      body,
      payload: { ...body, reservationId },
    });
  });
};
