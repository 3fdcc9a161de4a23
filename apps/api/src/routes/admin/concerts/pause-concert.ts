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

const pauseRoute = (name: 'pause' | 'resume', summary: string, description: string) =>
  createRoute({
    operationId: `${name}Concert`,
    method: 'post',
    path: `/v1/admin/concerts/{concertId}/${name}`,
    tags: ['Admin'],
    summary,
    description,
    security: bearer,
    middleware: signedInAdmin,
    parameters: [ifMatchParameter],
    request: { params: z.object({ concertId: z.string() }) },
    responses: {
      200: { ...json(programmeSchema, 'The concert'), headers: programmeHeaders },
      ...problems(...PROGRAMME_REFUSALS),
    },
  });

const routes = {
  pause: pauseRoute(
    'pause',
    'Stop admissions and new holds of a concert',
    'Within a second no fan is admitted and new holds get 503 `sale_paused`. Accepted commands, holds and payments go on, and fans may wait in line. Pausing again changes nothing.',
  ),
  resume: pauseRoute(
    'resume',
    'Resume admissions and holds of a paused concert',
    'Passes last longer by the time of the pause, up to an hour. Resuming again changes nothing.',
  ),
};

/** `POST /v1/admin/concerts/{concertId}/pause` and `/resume`. */
export const addPauseConcert: AddRoute<'programme'> = (app, deps) => {
  for (const name of ['pause', 'resume'] as const) {
    app.openapi(routes[name], async (c) => {
      const id = c.req.valid('param').concertId;
      if (!looksLikeId('con', id)) return problem(c, 'concert_not_found');
      const changed = await deps.programme.pauseConcert({
        id,
        by: actorOf(c),
        expected: expectedRevisions(c.req.header('if-match')),
        paused: name === 'pause',
      });
      if (!changed.ok) return refuseChange(c, changed.error);
      addHeader(c, 'etag', versionEtag(changed.value.concert.revision));
      return c.json(presentProgramme(changed.value), 200);
    });
  }
};
