import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json } from '../../../http/schema.ts';
import { versionEtag } from '../../../http/shared-bodies/conditional.ts';
import { actorOf, signedInAdmin } from '../../../middleware/signed-in.ts';
import { expectedRevisions, ifMatchParameter, programmeHeaders } from '../programme/if-match.ts';
import { presentProgramme, programmeSchema } from '../programme/present-programme.ts';
import { PROGRAMME_REFUSALS, refuseChange } from '../programme/refuse.ts';

const route = createRoute({
  operationId: 'publishConcert',
  method: 'post',
  path: '/v1/admin/concerts/{concertId}/publish',
  tags: ['Admin'],
  summary: 'Show a concert to the public',
  description:
    'An incomplete concert: 409 `concert_incomplete` with the missing fields. Publishing again changes nothing.',
  security: bearer,
  middleware: signedInAdmin,
  parameters: [ifMatchParameter],
  request: { params: z.object({ concertId: z.string() }) },
  responses: {
    200: { ...json(programmeSchema, 'The published concert'), headers: programmeHeaders },
    ...problems(...PROGRAMME_REFUSALS),
  },
});

/** `POST /v1/admin/concerts/{concertId}/publish`: the concert is public within a second. */
export const addPublishConcert: AddRoute<'programme'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const id = c.req.valid('param').concertId;
    if (!looksLikeId('con', id)) return problem(c, 'concert_not_found');
    const published = await deps.programme.publishConcert({
      id,
      by: actorOf(c),
      expected: expectedRevisions(c.req.header('if-match')),
    });
    if (!published.ok) return refuseChange(c, published.error);
    addHeader(c, 'etag', versionEtag(published.value.concert.revision));
    return c.json(presentProgramme(published.value), 200);
  });
};
