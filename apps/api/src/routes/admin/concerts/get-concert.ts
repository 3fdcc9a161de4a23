import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json } from '../../../http/schema.ts';
import { versionEtag } from '../../../http/shared-bodies/conditional.ts';
import { signedInAdmin } from '../../../middleware/signed-in.ts';
import { programmeHeaders } from '../programme/if-match.ts';
import { presentProgramme, programmeSchema } from '../programme/present-programme.ts';

const route = createRoute({
  operationId: 'getProgramme',
  method: 'get',
  path: '/v1/admin/concerts/{concertId}',
  tags: ['Admin'],
  summary: 'A concert as its administrators see it, drafts included',
  description: 'With the tag that edits expect in `If-Match`.',
  security: bearer,
  middleware: signedInAdmin,
  request: { params: z.object({ concertId: z.string() }) },
  responses: {
    200: { ...json(programmeSchema, 'The concert and its programme'), headers: programmeHeaders },
    ...problems(400, 401, 403, 'concert_not_found'),
  },
});

/** `GET /v1/admin/concerts/{concertId}`: with the tag that edits expect. */
export const addGetAdminConcert: AddRoute<'programme'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { concertId } = c.req.valid('param');
    const programme = looksLikeId('con', concertId) ? await deps.programme.findProgramme(concertId) : null;
    if (programme === null) return problem(c, 'concert_not_found');
    addHeader(c, 'etag', versionEtag(programme.concert.revision));
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentProgramme(programme), 200);
  });
};
