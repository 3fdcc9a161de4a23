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
import { postponementSchema } from '../programme/schemas.ts';

const route = createRoute({
  operationId: 'postponePerformance',
  method: 'post',
  path: '/v1/admin/performances/{performanceId}/postpone',
  tags: ['Admin'],
  summary: 'Move a performance to another date',
  description:
    'Tickets stay valid. Until `refundUntil` every cancellation is refunded in full. Fans with tickets get one notice with both dates. The same dates again change nothing. A new start before the end of the sale is refused.',
  security: bearer,
  middleware: signedInAdmin,
  parameters: [ifMatchParameter],
  request: { params: z.object({ performanceId: z.string() }), body: jsonBody(postponementSchema) },
  responses: {
    200: { ...json(addedPerformanceSchema, 'The postponed performance'), headers: programmeHeaders },
    ...problems(...PROGRAMME_REFUSALS),
  },
});

/** `POST /v1/admin/performances/{performanceId}/postpone`: the tag is the concert's. */
export const addPostponePerformance: AddRoute<'programme'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const id = c.req.valid('param').performanceId;
    if (!looksLikeId('prf', id)) return problem(c, 'performance_not_found');
    const { startsAt, refundUntil, reason } = c.req.valid('json');
    const postponed = await deps.programme.postponePerformance({
      id,
      by: actorOf(c),
      expected: expectedRevisions(c.req.header('if-match')),
      postponement: { startsAt: new Date(startsAt), fullRefundUntil: new Date(refundUntil), reason },
    });
    if (!postponed.ok) return refuseChange(c, postponed.error);
    addHeader(c, 'etag', versionEtag(postponed.value.concert.revision));
    return c.json(presentAdded(postponed.value, id), 200);
  });
};
