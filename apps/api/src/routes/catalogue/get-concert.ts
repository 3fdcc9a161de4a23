import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { json } from '../../http/schema.ts';
import { answerShared, shareBySource } from '../../http/shared-bodies/answer.ts';
import { conditionalHeaders, notModified, REVALIDATE } from '../../http/shared-bodies/conditional.ts';
import { concertSchema, presentConcert } from './present-concert.ts';

const route = createRoute({
  operationId: 'getConcert',
  method: 'get',
  path: '/v1/concerts/{concertId}',
  tags: ['Catalogue'],
  summary: 'A concert and its performances',
  description: 'A published concert with its performances.',
  request: { params: z.object({ concertId: z.string() }) },
  responses: {
    200: { ...json(concertSchema, 'The concert'), headers: conditionalHeaders },
    ...notModified,
    ...problems('concert_not_found'),
  },
});

const written = shareBySource();

/** `GET /v1/concerts/{concertId}`: a published concert. */
export const addGetConcert: AddRoute<'catalogue'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { concertId } = c.req.valid('param');
    const concert = looksLikeId('con', concertId)
      ? await deps.catalogue.concerts.findConcert(concertId)
      : null;
    if (concert === null) return problem(c, 'concert_not_found');
    const body = written(concert, () => presentConcert(concert));
    return answerShared<z.infer<typeof concertSchema>>(c, body, REVALIDATE);
  });
};
