import { createRoute } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader, allowCaching } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { json } from '../../http/schema.ts';
import {
  conditionalHeaders,
  contentEtag,
  matchesEtag,
  notModified,
} from '../../http/shared-bodies/conditional.ts';
import { concertParams, servingSchema } from './schemas.ts';

const route = createRoute({
  operationId: 'getServing',
  method: 'get',
  path: '/v1/concerts/{concertId}/queue/serving',
  tags: ['Waiting room'],
  summary: 'Who is being admitted: one answer for everybody',
  description: 'The same answer for everybody, so caches can share it.',
  request: { params: concertParams },
  responses: {
    200: { ...json(servingSchema, 'The state of the waiting room'), headers: conditionalHeaders },
    ...notModified,
    ...problems(400, 'concert_not_found'),
  },
});

/** `GET /v1/concerts/{concertId}/queue/serving`: public, cacheable for a second. */
export const addGetServing: AddRoute<'waitingRoom'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const serving = await deps.waitingRoom.readServing(c.req.valid('param').concertId);
    if (serving === null) return problem(c, 'concert_not_found');
    const etag = contentEtag(JSON.stringify(serving));
    addHeader(c, 'etag', etag);
    allowCaching(c, 'public, max-age=1');
    if (matchesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304);
    return c.json(serving, 200);
  });
};
