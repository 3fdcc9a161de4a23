import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { json } from '../../http/schema.ts';
import { answerShared, answerUnchanged } from '../../http/shared-bodies/answer.ts';
import { conditionalHeaders, notModified, versionEtag } from '../../http/shared-bodies/conditional.ts';
import { findPublished } from './ports.ts';
import { availabilitySchema } from './present-seats.ts';

type Availability = z.infer<typeof availabilitySchema>;
const FOR_A_SECOND = 'public, max-age=1';

const route = createRoute({
  operationId: 'getAvailability',
  method: 'get',
  path: '/v1/performances/{performanceId}/availability',
  tags: ['Catalogue'],
  summary: 'The status of every seat in compact form',
  description: 'At most a second old; ask with `If-None-Match`.',
  request: { params: z.object({ performanceId: z.string() }) },
  responses: {
    200: { ...json(availabilitySchema, 'One character per seat'), headers: conditionalHeaders },
    ...notModified,
    ...problems('performance_not_found'),
  },
});

/** `GET /v1/performances/{performanceId}/availability`: `A`, `H`, `S` or `N` for each seat. */
export const addGetAvailability: AddRoute<'catalogue' | 'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const performance = await findPublished(deps.performances, c.req.valid('param').performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    const current = await deps.catalogue.availability.read(performance.id);
    const etag = versionEtag(current.version);
    const unchanged = answerUnchanged<Availability>(c, { etag, cacheControl: FOR_A_SECOND });
    if (unchanged !== null) return unchanged;
    const body = deps.catalogue.bodies.take({
      key: `availability ${performance.id}`,
      version: etag,
      etag,
      write: () => Buffer.from(JSON.stringify(current)),
    });
    return answerShared<Availability>(c, body, FOR_A_SECOND);
  });
};
