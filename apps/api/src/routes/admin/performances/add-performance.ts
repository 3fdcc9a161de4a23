import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json, jsonBody } from '../../../http/schema.ts';
import { versionEtag } from '../../../http/shared-bodies/conditional.ts';
import { actorOf, signedInAdmin } from '../../../middleware/signed-in.ts';
import { expectedRevisions, ifMatchParameter, programmeHeaders } from '../programme/if-match.ts';
import { addedPerformanceSchema, presentAdded } from '../programme/present-programme.ts';
import { PROGRAMME_REFUSALS, refuseChange } from '../programme/refuse.ts';
import { newPerformanceSchema } from '../programme/schemas.ts';

const route = createRoute({
  operationId: 'addPerformance',
  method: 'post',
  path: '/v1/admin/concerts/{concertId}/performances',
  tags: ['Admin'],
  summary: 'Add a performance to a concert',
  description:
    'Seats of a category without a price are not for sale. No price at all: 409 `prices_incomplete`. The same start on sale twice: 409 `sale_windows_overlap`.',
  security: bearer,
  middleware: signedInAdmin,
  parameters: [ifMatchParameter],
  request: { params: z.object({ concertId: z.string() }), body: jsonBody(newPerformanceSchema) },
  responses: {
    201: {
      ...json(addedPerformanceSchema, 'The performance, with all seats free'),
      headers: { ...programmeHeaders, Location: { required: true, schema: { type: 'string' as const } } },
    },
    ...problems(...PROGRAMME_REFUSALS),
  },
});

/** `POST /v1/admin/concerts/{concertId}/performances`: with every seat of the venue. */
export const addAddPerformance: AddRoute<'programme'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const id = c.req.valid('param').concertId;
    if (!looksLikeId('con', id)) return problem(c, 'concert_not_found');
    const { startsAt, saleOpensAt, saleClosesAt, prices } = c.req.valid('json');
    const added = await deps.programme.addPerformance({
      id,
      by: actorOf(c),
      expected: expectedRevisions(c.req.header('if-match')),
      terms: {
        startsAt: new Date(startsAt),
        saleOpensAt: new Date(saleOpensAt),
        saleClosesAt: new Date(saleClosesAt),
        prices,
      },
    });
    if (!added.ok) return refuseChange(c, added.error);
    const { programme, performanceId } = added.value;
    addHeader(c, 'etag', versionEtag(programme.concert.revision));
    addHeader(c, 'location', `/v1/admin/performances/${performanceId}`);
    return c.json(presentAdded(programme, performanceId), 201);
  });
};
