import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { json } from '../../http/schema.ts';

const status = z.object({ status: z.literal('ok') });

const live = createRoute({
  operationId: 'getLiveness',
  method: 'get',
  path: '/livez',
  tags: ['Operation'],
  summary: 'Whether the process is alive',
  description: 'Does not check the servers that the process needs.',
  responses: { 200: json(status, 'Alive') },
});

const readiness = z.object({
  status: z.enum(['ok', 'degraded']),
  checks: z.record(z.string(), z.enum(['ok', 'failed'])),
});

const ready = createRoute({
  operationId: 'getReadiness',
  method: 'get',
  path: '/readyz',
  tags: ['Operation'],
  summary: 'Whether the process takes requests',
  description:
    '503 only while the process stops. While PostgreSQL or Redis is unavailable it is `degraded` and stays in the load balancer; requests that need them get 503 with Retry-After.',
  responses: { 200: json(readiness, 'Ready, or degraded'), ...problems(503) },
});

/** `GET /livez` and `/readyz` on the public port, for load balancers that only see this port. */
export const addProbes: AddRoute<'closing' | 'readiness'> = (app, deps) => {
  app.openapi(live, (c) => c.json({ status: 'ok' as const }, 200));
  app.openapi(ready, async (c) => {
    if (deps.closing.aborted) return problem(c, 'service_unavailable');
    const { ready: all, checks } = await deps.readiness();
    return c.json({ status: all ? ('ok' as const) : ('degraded' as const), checks }, 200);
  });
};
