import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { json } from '../../http/schema.ts';
import { answerShared } from '../../http/shared-bodies/answer.ts';
import { conditionalHeaders, notModified, REVALIDATE } from '../../http/shared-bodies/conditional.ts';
import { shareBody } from '../../http/shared-bodies/shared-body.ts';
import { findPublished } from './ports.ts';
import { presentSeat, seatSchema } from './present-seats.ts';

const route = createRoute({
  operationId: 'getSeat',
  method: 'get',
  path: '/v1/performances/{performanceId}/seats/{seatNumber}',
  tags: ['Catalogue'],
  summary: 'One seat with its status',
  description: 'Its status is at most a second old.',
  request: {
    params: z.object({ performanceId: z.string(), seatNumber: z.coerce.number().int().min(1) }),
  },
  responses: {
    200: { ...json(seatSchema, 'The seat'), headers: conditionalHeaders },
    ...notModified,
    ...problems(400, 'performance_not_found', 'seat_not_found'),
  },
});

/** `GET /v1/performances/{performanceId}/seats/{seatNumber}`: one seat. */
export const addGetSeat: AddRoute<'catalogue' | 'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { performanceId, seatNumber } = c.req.valid('param');
    const performance = await findPublished(deps.performances, performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    const [layout, current] = await Promise.all([
      deps.catalogue.layouts.find(performance),
      deps.catalogue.availability.read(performance.id),
    ]);
    const seat = layout?.seats[seatNumber - 1];
    if (seat === undefined) return problem(c, 'seat_not_found');
    const body = shareBody(Buffer.from(JSON.stringify(presentSeat(seat, current))));
    return answerShared<z.infer<typeof seatSchema>>(c, body, REVALIDATE);
  });
};
