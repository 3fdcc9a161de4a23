import { blockedSeats, staffReason } from '@concert-mania/core/box-office/commands';
import { z } from '@hono/zod-openapi';
import { type AddCommand, acceptCommand } from '../../../commands/accept-command.ts';
import { commandRoute } from '../../../commands/command-route.ts';
import { problem } from '../../../http/problems/problem.ts';
import { signedInBoxOffice } from '../../../middleware/signed-in.ts';

const shared = {
  staff: signedInBoxOffice,
  tags: ['Box office'],
  params: z.object({ performanceId: z.string().min(1).max(64) }),
  body: z
    .strictObject({ seatNumbers: blockedSeats, reason: staffReason })
    .openapi({ example: { seatNumbers: [101, 102], reason: 'sound desk' } }),
  refusals: ['performance_not_found' as const],
};

const block = commandRoute({
  operationId: 'blockSeats',
  ...shared,
  path: '/v1/box-office/performances/{performanceId}/blocks',
  summary: 'Take seats off sale',
  description:
    'All seats or none, in order with the holds of the concert: none of them is held or chosen afterwards. A seat that is blocked already gets the new reason.',
});

const unblock = commandRoute({
  operationId: 'unblockSeats',
  ...shared,
  path: '/v1/box-office/performances/{performanceId}/unblocks',
  summary: 'Put blocked seats back on sale',
  description: 'Seats that are not blocked stay as they are. A seat without a price stays off sale.',
});

type AddDeskRoute = AddCommand<'performances'>;

/** `POST /v1/box-office/performances/{id}/blocks`: also before the concert is published. */
export const addBlockSeats: AddDeskRoute = (app, deps) => {
  app.openapi(block, async (c) => {
    const { performanceId } = c.req.valid('param');
    const body = c.req.valid('json');
    const performance = await deps.performances.find(performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    const payload = { ...body, concertId: performance.concertId, performanceId };
    return acceptCommand(c, deps, { name: 'seats.block', body, payload });
  });
};

/** `POST /v1/box-office/performances/{id}/unblocks`. */
export const addUnblockSeats: AddDeskRoute = (app, deps) => {
  app.openapi(unblock, async (c) => {
    const { performanceId } = c.req.valid('param');
    const body = c.req.valid('json');
    const performance = await deps.performances.find(performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    const payload = { ...body, concertId: performance.concertId, performanceId };
    return acceptCommand(c, deps, { name: 'seats.unblock', body, payload });
  });
};
