import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { json } from '../../http/schema.ts';
import { answerHead, answerShared, answerUnchanged } from '../../http/shared-bodies/answer.ts';
import {
  conditionalHeaders,
  notModified,
  REVALIDATE,
  versionEtag,
} from '../../http/shared-bodies/conditional.ts';
import { shareBody } from '../../http/shared-bodies/shared-body.ts';
import { overReadPrice } from '../../middleware/limit-rate.ts';
import { READ_PRICES } from '../../middleware/limits.ts';
import { findPublished } from './ports.ts';
import { hasGrade, seatListSchema, seatStatusSchema, writeSeatList } from './present-seats.ts';

type SeatList = z.infer<typeof seatListSchema>;

const route = createRoute({
  operationId: 'listSeats',
  method: 'get',
  path: '/v1/performances/{performanceId}/seats',
  tags: ['Catalogue'],
  summary: 'The seats of a performance with their status',
  description: 'Large: for a seat map, read the layout and the availability instead.',
  request: {
    params: z.object({ performanceId: z.string() }),
    query: z.strictObject({
      status: seatStatusSchema.optional(),
      grade: z.string().min(1).max(40).optional(),
    }),
  },
  responses: {
    200: { ...json(seatListSchema, 'The seats, by number'), headers: conditionalHeaders },
    ...notModified,
    ...problems(400, 'performance_not_found', 'rate_limited'),
  },
});

/** `GET /v1/performances/{performanceId}/seats`: all of them, or those of a status or a grade. */
export const addListSeats: AddRoute<'catalogue' | 'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const performance = await findPublished(deps.performances, c.req.valid('param').performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    const [layout, current] = await Promise.all([
      deps.catalogue.layouts.find(performance),
      deps.catalogue.availability.read(performance.id),
    ]);
    if (layout === null) return problem(c, 'performance_not_found');
    const filter = c.req.valid('query');
    // Statuses have a version; grades and prices belong to a revision.
    const etag = versionEtag(current.version, performance.revision);
    const terms = { etag, cacheControl: REVALIDATE };
    const unchanged = answerUnchanged<SeatList>(c, terms);
    if (unchanged !== null) return unchanged;
    if (filter.grade !== undefined && !hasGrade(layout, filter.grade)) {
      return answerShared<SeatList>(
        c,
        shareBody(writeSeatList(layout, current, filter), { etag }),
        REVALIDATE,
      );
    }
    const parts = [performance.id, performance.revision, filter.status ?? '', filter.grade ?? ''];
    const wanted = { key: `seats ${parts.join(' ')}`, version: etag };
    const { bodies } = deps.catalogue;
    if (c.req.method === 'HEAD' && bodies.find(wanted) === null) return answerHead<SeatList>(c, terms);
    const refusal =
      bodies.find(wanted) === null && (await overReadPrice(c, READ_PRICES.writtenSeats(layout.seats.length)));
    if (refusal) return refusal;
    const body = bodies.take({ ...wanted, etag, write: () => writeSeatList(layout, current, filter) });
    return answerShared<SeatList>(c, body, REVALIDATE);
  });
};
