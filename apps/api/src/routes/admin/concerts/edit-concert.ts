import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json, jsonBody } from '../../../http/schema.ts';
import { versionEtag } from '../../../http/shared-bodies/conditional.ts';
import { actorOf, signedInAdmin } from '../../../middleware/signed-in.ts';
import { expectedRevisions, ifMatchParameter, programmeHeaders } from '../programme/if-match.ts';
import { presentProgramme, programmeSchema } from '../programme/present-programme.ts';
import { PROGRAMME_REFUSALS, refuseChange } from '../programme/refuse.ts';
import { concertWishesSchema } from '../programme/schemas.ts';
import { withoutUndefined } from '../programme/without-undefined.ts';

const route = createRoute({
  operationId: 'editConcert',
  method: 'patch',
  path: '/v1/admin/concerts/{concertId}',
  tags: ['Admin'],
  summary: 'Change a concert; omitted fields stay unchanged',
  description:
    'The venue is fixed once there are performances, the refund policy once a sale is open: 409 `not_editable` names the fields.',
  security: bearer,
  middleware: signedInAdmin,
  parameters: [ifMatchParameter],
  request: { params: z.object({ concertId: z.string() }), body: jsonBody(concertWishesSchema) },
  responses: {
    200: { ...json(programmeSchema, 'The changed concert'), headers: programmeHeaders },
    ...problems(...PROGRAMME_REFUSALS),
  },
});

/**
 * `PATCH /v1/admin/concerts/{concertId}`: 412 if the concert changed since the tag in `If-Match`.
 */
export const addEditConcert: AddRoute<'programme'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const id = c.req.valid('param').concertId;
    if (!looksLikeId('con', id)) return problem(c, 'concert_not_found');
    const { waitingRoom, ...wishes } = c.req.valid('json');
    const edited = await deps.programme.editConcert({
      id,
      by: actorOf(c),
      expected: expectedRevisions(c.req.header('if-match')),
      wishes: {
        ...withoutUndefined(wishes),
        ...(waitingRoom && { waitingRoom: withoutUndefined(waitingRoom) }),
      },
    });
    if (!edited.ok) return refuseChange(c, edited.error);
    addHeader(c, 'etag', versionEtag(edited.value.concert.revision));
    return c.json(presentProgramme(edited.value), 200);
  });
};
