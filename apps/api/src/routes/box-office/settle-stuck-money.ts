import { visibleAscii } from '@concert-mania/core/shared/visible-ascii';
import { visibleLines, visibleText } from '@concert-mania/core/shared/visible-text';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json, jsonBody } from '../../http/schema.ts';
import { actorOf, signedInBoxOffice } from '../../middleware/signed-in.ts';
import { presentSettledMoney, settledMoneySchema } from './present-stuck-money.ts';

const route = createRoute({
  operationId: 'settleStuckMoney',
  method: 'post',
  path: '/v1/box-office/stuck-money/{stuckMoneyId}/settle',
  tags: ['Box office'],
  summary: 'Record a settlement of stuck money by hand',
  description:
    'Books the refund made without the gateway, puts the seats back on sale and ends the waiting job. The same settlement again gives the same answer.',
  security: bearer,
  middleware: signedInBoxOffice,
  request: {
    params: z.object({ stuckMoneyId: visibleAscii({ min: 1, max: 64 }) }),
    body: jsonBody(
      z
        .strictObject({
          reference: visibleText(200).openapi({ description: 'The id of the external proof' }),
          note: visibleLines(1_000).default(''),
        })
        .openapi({ example: { reference: 'bank transfer 2026-03-02 4711', note: 'The card was closed.' } }),
    ),
  },
  responses: {
    200: json(settledMoneySchema, 'Settled, now or before by the same request'),
    ...problems(400, 401, 403, 'stuck_money_not_found', 'stuck_money_settled', 413, 415),
  },
});

/**
 * `POST /v1/box-office/stuck-money/{stuckMoneyId}/settle`: also records the administrator and the
 * time.
 */
export const addSettleStuckMoney: AddRoute<'boxOffice'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { stuckMoneyId } = c.req.valid('param');
    const { stuckMoney, wakeJob } = deps.boxOffice;
    const answer = await stuckMoney.settle(stuckMoneyId, actorOf(c), c.req.valid('json'));
    if (!answer.ok) {
      return problem(c, answer.error.code === 'not_found' ? 'stuck_money_not_found' : 'stuck_money_settled');
    }
    const { settled, jobId } = answer.value;
    if (jobId !== null) await wakeJob(jobId);
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentSettledMoney(settled), 200);
  });
};
