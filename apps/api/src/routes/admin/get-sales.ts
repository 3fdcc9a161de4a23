import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { signedInAdmin } from '../../middleware/signed-in.ts';
import { presentSales, salesSchema } from './programme/present-programme.ts';

const EMPTY_ROOM = { waiting: 0, active: 0 };

const route = createRoute({
  operationId: 'getSales',
  method: 'get',
  path: '/v1/admin/performances/{performanceId}/sales',
  tags: ['Admin'],
  summary: 'The sales figures of a performance',
  description: 'From the ledger; the figures of the waiting room are at most a second old.',
  security: bearer,
  middleware: signedInAdmin,
  request: { params: z.object({ performanceId: z.string() }) },
  responses: {
    200: json(salesSchema, 'Seats, money and fans'),
    ...problems(400, 401, 403, 'performance_not_found'),
  },
});

/** `GET …/sales`: from PostgreSQL; the waiting room's figures are at most a second old. */
export const addGetSales: AddRoute<'programme' | 'waitingRoom'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { performanceId } = c.req.valid('param');
    const figures = looksLikeId('prf', performanceId) ? await deps.programme.sales.find(performanceId) : null;
    if (figures === null) return problem(c, 'performance_not_found');
    const room = await deps.waitingRoom.readServing(figures.concertId);
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentSales(figures, room ?? EMPTY_ROOM), 200);
  });
};
