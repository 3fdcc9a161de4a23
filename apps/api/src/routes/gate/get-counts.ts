import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { signedInSteward } from '../../middleware/signed-in.ts';
import { findPublished } from '../catalogue/ports.ts';
import { gateCountsSchema, presentCounts } from './present-gate.ts';

const route = createRoute({
  operationId: 'getEntryCounts',
  method: 'get',
  path: '/v1/gate/performances/{performanceId}/counts',
  tags: ['Gate'],
  summary: 'How many people are in, by gate and by minute; at most a second old',
  description: 'Read once a second for all who ask.',
  security: bearer,
  middleware: signedInSteward,
  request: { params: z.object({ performanceId: z.string() }) },
  responses: {
    200: json(gateCountsSchema, 'The counts'),
    ...problems(401, 403, 'performance_not_found'),
  },
});

/** `GET /v1/gate/performances/{performanceId}/counts`. */
export const addGetGateCounts: AddRoute<'gate' | 'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const performance = await findPublished(deps.performances, c.req.valid('param').performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    return c.json(presentCounts(await deps.gate.reader.counts(performance.id)), 200);
  });
};
