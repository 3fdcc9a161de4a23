import { blockedSeats, staffReason } from '@concert-mania/core/box-office/commands';
import { createRoute, z } from '@hono/zod-openapi';
import { acceptCommand, type CommandPort } from '../../../commands/accept-command.ts';
import { staffCommandRoute } from '../../../commands/command-route.ts';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { jsonBody } from '../../../http/schema.ts';
import { signedInBoxOffice } from '../../../middleware/signed-in.ts';

const staffRoute = staffCommandRoute(signedInBoxOffice);
const shared = {
  ...staffRoute,
  tags: ['Box office'],
  request: {
    params: z.object({ performanceId: z.string().min(1).max(64) }),
    body: jsonBody(
      z
        .strictObject({ seatNumbers: blockedSeats, reason: staffReason })
        .openapi({ example: { seatNumbers: [101, 102], reason: 'sound desk' } }),
    ),
  },
  responses: { ...staffRoute.responses, ...problems('performance_not_found') },
};

const block = createRoute({
  ...shared,
  path: '/v1/box-office/performances/{performanceId}/blocks',
  summary: 'Take seats off sale',
  description:
    'All seats or none, in order with the holds of the concert: none of them is held or chosen afterwards. A seat that is blocked already gets the new reason.',
});

const unblock = createRoute({
  ...shared,
  path: '/v1/box-office/performances/{performanceId}/unblocks',
  summary: 'Put blocked seats back on sale',
  description: 'Seats that are not blocked stay as they are. A seat without a price stays off sale.',
});

type AddDeskRoute = AddRoute<CommandPort | 'performances'>;

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
