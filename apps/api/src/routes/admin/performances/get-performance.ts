import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json } from '../../../http/schema.ts';
import { versionEtag } from '../../../http/shared-bodies/conditional.ts';
import { signedInAdmin } from '../../../middleware/signed-in.ts';
import { programmeHeaders } from '../programme/if-match.ts';
import { addedPerformanceSchema, presentAdded } from '../programme/present-programme.ts';

const route = createRoute({
  operationId: 'getManagedPerformance',
  method: 'get',
  path: '/v1/admin/performances/{performanceId}',
  tags: ['Admin'],
  summary: 'A performance as its administrators see it',
  description: 'With its prices.',
  security: bearer,
  middleware: signedInAdmin,
  request: { params: z.object({ performanceId: z.string() }) },
  responses: {
    200: { ...json(addedPerformanceSchema, 'The performance'), headers: programmeHeaders },
    ...problems(400, 401, 403, 'performance_not_found'),
  },
});

/** `GET /v1/admin/performances/{performanceId}`: with its concert's tag, for edits. */
export const addGetAdminPerformance: AddRoute<'programme'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { performanceId } = c.req.valid('param');
    const programme = looksLikeId('prf', performanceId)
      ? await deps.programme.findProgrammeOf(performanceId)
      : null;
    if (programme === null) return problem(c, 'performance_not_found');
    addHeader(c, 'etag', versionEtag(programme.concert.revision));
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentAdded(programme, performanceId), 200);
  });
};
