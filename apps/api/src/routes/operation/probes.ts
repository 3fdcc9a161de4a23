import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../add-route.ts';
import { problem, problems } from '../../problem.ts';
import { json } from '../../schema.ts';

const status = z.object({ status: z.literal('ok') });

const live = createRoute({
  method: 'get',
  path: '/livez',
  tags: ['Operation'],
  summary: 'Whether the process is alive',
  responses: { 200: json(status, 'Alive') },
});

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['Operation'],
  summary: 'Whether the process can serve: PostgreSQL and Redis answer',
  responses: { 200: json(status, 'Ready'), ...problems(503) },
});

/** `GET /livez` and `/readyz` on the public port, for load balancers that see no other. */
export const addProbes: AddRoute = (app, deps) => {
  app.openapi(live, (c) => c.json({ status: 'ok' as const }, 200));
  app.openapi(ready, async (c) =>
    (await deps.isReady()) ? c.json({ status: 'ok' as const }, 200) : problem(c, 'service_unavailable'),
  );
};
