import { createRoute, z } from '@hono/zod-openapi';
import { presentJob } from '../../commands/present-job.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer } from '../../http/schema.ts';
import { eventStream } from '../../http/streams/event-stream.ts';
import { overAccountLimit } from '../../middleware/limit-rate.ts';
import { READ_PRICES } from '../../middleware/limits.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const LOOK_AGAIN_MS = 30_000;

const route = createRoute({
  method: 'get',
  path: '/v1/jobs/{jobId}/events',
  tags: ['Jobs'],
  summary: 'The job as server-sent events named `job`, until it is final',
  security: bearer,
  middleware: signedIn,
  request: { params: z.object({ jobId: z.string() }) },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems(401, 'job_not_found', 'rate_limited', 'busy', 'too_many_streams', 'service_unavailable'),
  },
});

/** `GET /v1/jobs/{jobId}/events`: the current state, then every change until the job is final. */
export const addStreamJob: AddRoute<
  'clock' | 'closing' | 'findJob' | 'log' | 'metrics' | 'places' | 'random' | 'ticketKeys'
> = (app, deps) => {
  app.openapi(route, async (c) => {
    const request = { jobId: c.req.valid('param').jobId, accountId: c.var.account.id };
    const first = await deps.findJob({ ...request, waitMs: 0 });
    if (first === null) {
      const refusal = await overAccountLimit(c, c.var.account.id, READ_PRICES.unknownJob - 1);
      return refusal ?? problem(c, 'job_not_found');
    }
    return eventStream(c, deps, async (stream, signal) => {
      let job = first;
      await stream.writeSSE({
        event: 'job',
        data: JSON.stringify(presentJob(job, () => c.var, deps)),
      });
      while (job.outcome === null && !signal.aborted) {
        const next = await deps.findJob({ ...request, waitMs: LOOK_AGAIN_MS, signal });
        if (next === null) return;
        if (next.status !== job.status) {
          await stream.writeSSE({
            event: 'job',
            data: JSON.stringify(presentJob(next, () => c.var, deps)),
          });
        }
        job = next;
      }
    });
  });
};
