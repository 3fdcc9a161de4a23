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
import { performanceWishesSchema } from '../programme/schemas.ts';
import { withoutUndefined } from '../programme/without-undefined.ts';

const route = createRoute({
  operationId: 'editPerformance',
  method: 'patch',
  path: '/v1/admin/performances/{performanceId}',
  tags: ['Admin'],
  summary: 'Change a performance; omitted fields stay unchanged',
  description:
    'From five seconds before its sale opens only `saleClosesAt` can be changed: 409 `not_editable` names the rest.',
  security: bearer,
  middleware: signedInAdmin,
  parameters: [ifMatchParameter],
  request: { params: z.object({ performanceId: z.string() }), body: jsonBody(performanceWishesSchema) },
  responses: {
    200: { ...json(addedPerformanceSchema, 'The changed performance'), headers: programmeHeaders },
    ...problems(...PROGRAMME_REFUSALS),
  },
});

/**
 * `PATCH /v1/admin/performances/{performanceId}`: prices are replaced as a whole; the tag is the
 * concert's.
 */
export const addEditPerformance: AddRoute<'programme'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const id = c.req.valid('param').performanceId;
    if (!looksLikeId('prf', id)) return problem(c, 'performance_not_found');
    const { startsAt, saleOpensAt, saleClosesAt, prices } = c.req.valid('json');
    const at = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
    const edited = await deps.programme.editPerformance({
      id,
      by: actorOf(c),
      expected: expectedRevisions(c.req.header('if-match')),
      wishes: withoutUndefined({
        startsAt: at(startsAt),
        saleOpensAt: at(saleOpensAt),
        saleClosesAt: at(saleClosesAt),
        prices,
      }),
    });
    if (!edited.ok) return refuseChange(c, edited.error);
    addHeader(c, 'etag', versionEtag(edited.value.concert.revision));
    return c.json(presentAdded(edited.value, id), 200);
  });
};
