import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json, pageOf, pageQuery } from '../../http/schema.ts';
import { signedInSteward } from '../../middleware/signed-in.ts';
import { gatePerformanceSchema, presentGatePerformance } from './present-gate.ts';

const place = z.strictObject({ startsAt: z.iso.datetime(), id: z.string().min(1).max(64) });
const LIST = 'gate-performances';

const route = createRoute({
  operationId: 'listGatePerformances',
  method: 'get',
  path: '/v1/gate/performances',
  tags: ['Gate'],
  summary: 'The performances that a steward can choose: from yesterday to next week, the first one first',
  description: 'Drafts are left out.',
  security: bearer,
  middleware: signedInSteward,
  request: { query: pageQuery },
  responses: {
    200: json(pageOf(gatePerformanceSchema), 'A page of performances'),
    ...problems('validation_failed', 'invalid_cursor', 401, 403),
  },
});

/** `GET /v1/gate/performances`. */
export const addListGatePerformances: AddRoute<'cursors' | 'gate'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const after = cursor === undefined ? undefined : deps.cursors.open(LIST, place, cursor);
    if (after === null) return problem(c, 'invalid_cursor');
    const { items, more } = await deps.gate.performances.list({
      after: after ? { id: after.id, startsAt: new Date(after.startsAt) } : null,
      limit,
    });
    const last = items.at(-1);
    const nextCursor =
      more && last ? deps.cursors.seal(LIST, { startsAt: last.startsAt.toISOString(), id: last.id }) : null;
    return c.json({ items: items.map(presentGatePerformance), nextCursor }, 200);
  });
};
