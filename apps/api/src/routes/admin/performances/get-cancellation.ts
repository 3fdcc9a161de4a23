import { looksLikeId } from '@concert-mania/core/shared/ids';
import { createRoute, z } from '@hono/zod-openapi';
import { cancellationReportSchema } from '../../../commands/present-job.ts';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, instant, json } from '../../../http/schema.ts';
import { signedInAdmin } from '../../../middleware/signed-in.ts';

const cancellationSchema = z
  .object({
    performanceId: z.string(),
    jobId: z.string(),
    reason: z.string(),
    startedAt: instant,
    finishedAt: instant.nullable().openapi({ description: 'Null while refunds are under way' }),
    report: cancellationReportSchema,
    blockedReservationIds: z
      .array(z.string())
      .openapi({ description: 'Up to 100 that only a person can settle; see the stuck money' }),
    atDeskReservationIds: z
      .array(z.string())
      .openapi({ description: 'Up to 100 that were sold at the box office and are to be paid back there' }),
  })
  .openapi('PerformanceCancellation');

const route = createRoute({
  operationId: 'getPerformanceCancellation',
  method: 'get',
  path: '/v1/admin/performances/{performanceId}/cancellation',
  tags: ['Admin'],
  summary: 'The report of a cancelled performance, with figures of this moment',
  description: '404 unless the performance is cancelled.',
  security: bearer,
  middleware: signedInAdmin,
  request: { params: z.object({ performanceId: z.string() }) },
  responses: {
    200: json(cancellationSchema, 'The report'),
    ...problems(400, 401, 403, 'performance_not_found'),
  },
});

/** `GET /v1/admin/performances/{performanceId}/cancellation`: 404 unless it is cancelled. */
export const addGetPerformanceCancellation: AddRoute<'shows'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { performanceId } = c.req.valid('param');
    const found = looksLikeId('prf', performanceId) ? await deps.shows.find(performanceId) : null;
    if (found === null) return problem(c, 'performance_not_found');
    const { startedAt, finishedAt, blocked, atDesk, ...rest } = found;
    addHeader(c, 'cache-control', 'no-store');
    return c.json(
      {
        ...rest,
        startedAt: startedAt.toISOString(),
        finishedAt: finishedAt?.toISOString() ?? null,
        blockedReservationIds: [...blocked],
        atDeskReservationIds: [...atDesk],
      },
      200,
    );
  });
};
