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
import { waitingRoomWishesSchema } from '../programme/schemas.ts';
import { withoutUndefined } from '../programme/without-undefined.ts';

const route = createRoute({
  operationId: 'editWaitingRoom',
  method: 'patch',
  path: '/v1/admin/concerts/{concertId}/waiting-room',
  tags: ['Admin'],
  summary: 'Change how fast fans are let in',
  description:
    'Takes effect at the next admission batch, also during the sale. Omitted fields stay unchanged.',
  security: bearer,
  middleware: signedInAdmin,
  parameters: [ifMatchParameter],
  request: { params: z.object({ concertId: z.string() }), body: jsonBody(waitingRoomWishesSchema) },
  responses: {
    200: { ...json(programmeSchema, 'The changed concert'), headers: programmeHeaders },
    ...problems(...PROGRAMME_REFUSALS),
  },
});

/** `PATCH /v1/admin/concerts/{concertId}/waiting-room`: at any time, also when the room is full. */
export const addEditWaitingRoom: AddRoute<'programme'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const id = c.req.valid('param').concertId;
    if (!looksLikeId('con', id)) return problem(c, 'concert_not_found');
    const edited = await deps.programme.editConcert({
      id,
      by: actorOf(c),
      expected: expectedRevisions(c.req.header('if-match')),
      wishes: { waitingRoom: withoutUndefined(c.req.valid('json')) },
    });
    if (!edited.ok) return refuseChange(c, edited.error);
    addHeader(c, 'etag', versionEtag(edited.value.concert.revision));
    return c.json(presentProgramme(edited.value), 200);
  });
};
