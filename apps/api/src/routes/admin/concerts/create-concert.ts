import { CONCERT_DEFAULTS } from '@concert-mania/core/programme/model';
import { createRoute } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problems } from '../../../http/problems/problem.ts';
import { bearer, json, jsonBody } from '../../../http/schema.ts';
import { versionEtag } from '../../../http/shared-bodies/conditional.ts';
import { actorOf, signedInAdmin } from '../../../middleware/signed-in.ts';
import { programmeHeaders } from '../programme/if-match.ts';
import { presentProgramme, programmeSchema } from '../programme/present-programme.ts';
import { PROGRAMME_REFUSALS, refuseChange } from '../programme/refuse.ts';
import { newConcertSchema } from '../programme/schemas.ts';

const route = createRoute({
  operationId: 'createConcert',
  method: 'post',
  path: '/v1/admin/concerts',
  tags: ['Admin'],
  summary: 'Create a concert as a draft',
  description: 'A draft; omitted fields get their defaults.',
  security: bearer,
  middleware: signedInAdmin,
  request: { body: jsonBody(newConcertSchema) },
  responses: {
    201: {
      ...json(programmeSchema, 'The draft'),
      headers: { ...programmeHeaders, Location: { required: true, schema: { type: 'string' as const } } },
    },
    ...problems(...PROGRAMME_REFUSALS),
  },
});

/** `POST /v1/admin/concerts`: creates a draft; omitted fields get their defaults. */
export const addCreateConcert: AddRoute<'programme'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { title, artist, description, venueId, ...given } = c.req.valid('json');
    const created = await deps.programme.createConcert({
      by: actorOf(c),
      terms: {
        title,
        artist,
        description,
        venueId,
        waitingRoom: { ...CONCERT_DEFAULTS.waitingRoom, ...given.waitingRoom },
        refundPolicy: given.refundPolicy ?? CONCERT_DEFAULTS.refundPolicy,
        onDecline: given.onDecline ?? CONCERT_DEFAULTS.onDecline,
        maxSeatsPerUser: given.maxSeatsPerUser ?? CONCERT_DEFAULTS.maxSeatsPerUser,
        holdSeconds: given.holdSeconds ?? CONCERT_DEFAULTS.holdSeconds,
        holdBudgetSeatSeconds: given.holdBudgetSeatSeconds ?? CONCERT_DEFAULTS.holdBudgetSeatSeconds,
        returnCancelledWithinSeconds:
          given.returnCancelledWithinSeconds ?? CONCERT_DEFAULTS.returnCancelledWithinSeconds,
      },
    });
    if (!created.ok) return refuseChange(c, created.error);
    const { concert } = created.value;
    addHeader(c, 'etag', versionEtag(concert.revision));
    addHeader(c, 'location', `/v1/admin/concerts/${concert.id}`);
    return c.json(presentProgramme(created.value), 201);
  });
};
