import { createRoute, z } from '@hono/zod-openapi';
import { MAX_WAIT_SECONDS } from '../../commands/preferred-wait.ts';
import { jobSchema, presentJob } from '../../commands/present-job.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { longPoll } from '../../http/streams/long-poll.ts';
import { overAccountLimit } from '../../middleware/limit-rate.ts';
import { READ_PRICES } from '../../middleware/limits.ts';
import { signedIn } from '../../middleware/signed-in.ts';
import { findProgress } from './find-progress.ts';

const route = createRoute({
  operationId: 'getJob',
  method: 'get',
  path: '/v1/jobs/{jobId}',
  tags: ['Jobs'],
  summary: 'The state and the result of a command',
  description: 'At once, or with `?wait=` when it is final. Results outlive the queue.',
  security: bearer,
  middleware: signedIn,
  request: {
    params: z.object({ jobId: z.string() }),
    query: z.strictObject({
      wait: z.coerce.number().int().min(1).max(MAX_WAIT_SECONDS).optional().openapi({
        description: 'Seconds to wait for a final answer',
      }),
    }),
  },
  responses: { 200: json(jobSchema, 'The job'), ...problems(400, 401, 'job_not_found', 'rate_limited') },
});

/** `GET /v1/jobs/{jobId}`: the caller's own job, at once or when it is final. */
export const addGetJob: AddRoute<'clock' | 'closing' | 'findJob' | 'places' | 'shows' | 'ticketKeys'> = (
  app,
  deps,
) => {
  app.openapi(route, async (c) => {
    const { jobId } = c.req.valid('param');
    const { wait = 0 } = c.req.valid('query');
    const { id: accountId } = c.get('account');
    const job = await longPoll(c, deps, wait, (poll) => deps.findJob({ jobId, accountId, ...poll }));
    if (job === 'signed_out') return problem(c, 'unauthenticated');
    if (job === null) {
      const refusal = await overAccountLimit(c, c.get('account').id, READ_PRICES.unknownJob - 1);
      return refusal ?? problem(c, 'job_not_found');
    }
    addHeader(c, 'cache-control', 'no-store');
    const progress = await findProgress(job, deps);
    return c.json(
      presentJob(job, () => c.var, deps, progress),
      200,
    );
  });
};
