import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { signedInAdmin } from '../../middleware/signed-in.ts';

const queuesSchema = z
  .object({
    items: z.array(
      z.object({
        queue: z.string().openapi({ example: 'payments' }),
        waiting: z.int(),
        active: z.int(),
        delayed: z.int().openapi({ description: 'To be tried again later' }),
        failed: z.int(),
        oldestSeconds: z.number().openapi({ description: 'How long the oldest job waits; 0 if none does' }),
        limit: z
          .int()
          .nullable()
          .openapi({ description: 'Commands are refused beyond so many waiting jobs; null: no limit' }),
      }),
    ),
  })
  .openapi('Queues');

const route = createRoute({
  operationId: 'listQueues',
  method: 'get',
  path: '/v1/admin/queues',
  tags: ['Admin'],
  summary: 'The depth of every queue, and the age of its oldest job',
  description: 'Their jobs are shown at `/admin/queues`.',
  security: bearer,
  middleware: signedInAdmin,
  responses: { 200: json(queuesSchema, 'Every queue'), ...problems(401, 403) },
});

/** `GET /v1/admin/queues`: read from Redis at this moment. */
export const addListQueues: AddRoute<'queueFigures'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const queues = await deps.queueFigures();
    addHeader(c, 'cache-control', 'no-store');
    const items = queues.map(({ queue, jobs, oldestSeconds, limit }) => ({
      queue,
      waiting: jobs.waiting,
      active: jobs.active,
      delayed: jobs.delayed,
      failed: jobs.failed,
      oldestSeconds,
      limit,
    }));
    return c.json({ items }, 200);
  });
};
