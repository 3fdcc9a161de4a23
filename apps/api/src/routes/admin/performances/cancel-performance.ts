import { looksLikeId } from '@concert-mania/core/shared/ids';
import { cancelPerformance } from '@concert-mania/core/shows/commands';
import { z } from '@hono/zod-openapi';
import { type AddCommand, acceptCommand } from '../../../commands/accept-command.ts';
import { commandRoute } from '../../../commands/command-route.ts';
import { problem } from '../../../http/problems/problem.ts';
import { signedInAdmin } from '../../../middleware/signed-in.ts';
import { showCancellationSchema } from '../programme/schemas.ts';

const route = commandRoute({
  operationId: 'cancelPerformance',
  path: '/v1/admin/performances/{performanceId}/cancel',
  tags: ['Admin'],
  summary: 'Cancel a performance and refund everybody in full',
  description:
    'The sale ends at once and for good. Each reservation is then released or refunded, a limited number per second. Everybody gets one notice. The job has `progress` meanwhile and the report as its `result`. A cancelled performance: rejected `performance_cancelled`.',
  staff: signedInAdmin,
  params: z.object({ performanceId: z.string().min(1).max(64) }),
  body: showCancellationSchema,
  refusals: ['performance_not_found'],
});

/** `POST /v1/admin/performances/{performanceId}/cancel`: a command of the payment-worker. */
export const addCancelPerformance: AddCommand<'programme'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { performanceId } = c.req.valid('param');
    const body = c.req.valid('json');
    const found = looksLikeId('prf', performanceId)
      ? await deps.programme.findProgrammeOf(performanceId)
      : null;
    if (found === null) return problem(c, 'performance_not_found');
    const payload = { performanceId, reason: body.reason };
    return acceptCommand(c, deps, { name: cancelPerformance.name, body, payload });
  });
};
