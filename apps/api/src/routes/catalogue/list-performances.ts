import type { Performance } from '@concert-mania/core/catalogue/model';
import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { json, pageOf } from '../../http/schema.ts';
import { answerShared, shareBySource } from '../../http/shared-bodies/answer.ts';
import { conditionalHeaders, notModified, REVALIDATE } from '../../http/shared-bodies/conditional.ts';
import { performanceSchema, presentPerformance } from './present-concert.ts';

const listSchema = pageOf(performanceSchema);

const route = createRoute({
  operationId: 'listPerformances',
  method: 'get',
  path: '/v1/concerts/{concertId}/performances',
  tags: ['Catalogue'],
  summary: 'The performances of a concert, in the order in which they start',
  description: 'All of them are one page.',
  request: {
    params: z.object({ concertId: z.string() }),
    query: z.strictObject({
      bookable: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .optional()
        .openapi({ type: 'boolean', description: 'Only those on sale now with a seat available' }),
    }),
  },
  responses: {
    200: { ...json(listSchema, 'Every performance: a list of one page'), headers: conditionalHeaders },
    ...notModified,
    ...problems(400, 'concert_not_found'),
  },
});

const written = shareBySource();
const writtenBookable = shareBySource();
const isBookable = ({ saleStatus, availableSeats }: Performance): boolean =>
  saleStatus === 'open' && availableSeats > 0;
const listOf = (performances: readonly Performance[]): z.infer<typeof listSchema> => ({
  items: performances.map(presentPerformance),
  nextCursor: null,
});

/** `GET /v1/concerts/{concertId}/performances`: all, or those that can be booked now. */
export const addListPerformances: AddRoute<'catalogue'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { concertId } = c.req.valid('param');
    const { bookable } = c.req.valid('query');
    const performances = looksLikeId('con', concertId)
      ? await deps.catalogue.concerts.listPerformances(concertId)
      : null;
    if (performances === null) return problem(c, 'concert_not_found');
    const body =
      bookable === true
        ? writtenBookable(performances, () => listOf(performances.filter(isBookable)))
        : written(performances, () => listOf(performances));
    return answerShared<z.infer<typeof listSchema>>(c, body, REVALIDATE);
  });
};
