import type { Job } from '@concert-mania/core/jobs/model';
import { createRoute, z } from '@hono/zod-openapi';
import { presentJob } from '../../commands/present-job.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer } from '../../http/schema.ts';
import { eventStream } from '../../http/streams/event-stream.ts';
import { overAccountLimit } from '../../middleware/limit-rate.ts';
import { READ_PRICES } from '../../middleware/limits.ts';
import { signedIn } from '../../middleware/signed-in.ts';
import { findProgress, hasProgress } from './find-progress.ts';

const LOOK_AGAIN_MS = 30_000;
const PROGRESS_MS = 2_000;

const route = createRoute({
  operationId: 'streamJob',
  method: 'get',
  path: '/v1/jobs/{jobId}/events',
  tags: ['Jobs'],
  summary: 'The job as server-sent events named `job`, until it is final',
  description:
    'First the job as it is, then each change of its status. While a performance is being cancelled, also each change of `progress`, looked at every two seconds.',
  security: bearer,
  middleware: signedIn,
  request: { params: z.object({ jobId: z.string() }) },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems(401, 'job_not_found', 'rate_limited', 'busy', 'too_many_streams', 'service_unavailable'),
  },
});

/** `GET /v1/jobs/{jobId}/events`: the job as it is, then every change until it is final. */
export const addStreamJob: AddRoute<
  'clock' | 'closing' | 'findJob' | 'log' | 'metrics' | 'places' | 'random' | 'shows' | 'ticketKeys'
> = (app, deps) => {
  app.openapi(route, async (c) => {
    const request = { jobId: c.req.valid('param').jobId, accountId: c.var.account.id };
    const first = await deps.findJob({ ...request, waitMs: 0 });
    if (first === null) {
      const refusal = await overAccountLimit(c, c.var.account.id, READ_PRICES.unknownJob - 1);
      return refusal ?? problem(c, 'job_not_found');
    }
    return eventStream(c, deps, async (stream, signal) => {
      const present = async (job: Job) =>
        JSON.stringify(presentJob(job, () => c.var, deps, await findProgress(job, deps)));
      let job = first;
      let sent = await present(job);
      await stream.writeSSE({ event: 'job', data: sent });
      while (job.outcome === null && !signal.aborted) {
        const waitMs = hasProgress(job) ? PROGRESS_MS : LOOK_AGAIN_MS;
        const next = await deps.findJob({ ...request, waitMs, signal });
        if (next === null) return;
        job = next;
        const data = await present(job);
        if (data !== sent) await stream.writeSSE({ event: 'job', data });
        sent = data;
      }
    });
  });
};
