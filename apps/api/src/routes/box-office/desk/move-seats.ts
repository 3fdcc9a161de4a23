import { seatMoves, staffReason } from '@concert-mania/core/box-office/commands';
import { z } from '@hono/zod-openapi';
import { type AddCommand, acceptCommand } from '../../../commands/accept-command.ts';
import { commandRoute } from '../../../commands/command-route.ts';
import { problem } from '../../../http/problems/problem.ts';
import { signedInBoxOffice } from '../../../middleware/signed-in.ts';

const route = commandRoute({
  operationId: 'moveSeats',
  staff: signedInBoxOffice,
  path: '/v1/box-office/reservations/{reservationId}/move',
  tags: ['Box office'],
  summary: 'Move a reservation to other seats',
  description:
    'To free or blocked seats of the same price, all or none. Tickets keep their ids and get new codes; the fan is notified. Seats of the reservation itself cannot be taken, so seats are not swapped.',
  params: z.object({ reservationId: z.string().min(1).max(64) }),
  body: z
    .strictObject({ moves: seatMoves, reason: staffReason })
    .openapi({ example: { moves: [{ from: 17, to: 44 }], reason: 'broken seat' } }),
  refusals: ['reservation_not_found'],
});

/** `POST /v1/box-office/reservations/{id}/move`: accepts a move of anybody's reservation. */
export const addMoveSeats: AddCommand<'boxOffice'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { reservationId } = c.req.valid('param');
    const body = c.req.valid('json');
    const concertId = await deps.boxOffice.desk.findConcertOf(reservationId);
    if (concertId === null) return problem(c, 'reservation_not_found');
    const payload = { ...body, concertId, reservationId };
    return acceptCommand(c, deps, { name: 'box-office.move', body, payload });
  });
};
