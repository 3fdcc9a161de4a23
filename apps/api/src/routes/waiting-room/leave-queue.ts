import { createRoute } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';
import { concertParams, queueTokenOf, queueTokenParameter } from './schemas.ts';

const route = createRoute({
  operationId: 'leaveQueue',
  method: 'delete',
  path: '/v1/concerts/{concertId}/queue',
  tags: ['Waiting room'],
  summary: 'Give my place back',
  description: 'Waiting or admitted: the place goes to the next.',
  security: bearer,
  middleware: signedIn,
  parameters: [queueTokenParameter],
  request: { params: concertParams },
  responses: {
    204: { description: 'Left' },
    ...problems(400, 401, 'queue_token_not_found', 'concert_not_found'),
  },
});

/** `DELETE /v1/concerts/{concertId}/queue`: leaves, waiting or admitted. */
export const addLeaveQueue: AddRoute<'waitingRoom'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const left = await deps.waitingRoom.leaveRoom({
      concertId: c.req.valid('param').concertId,
      accountId: c.get('account').id,
      token: queueTokenOf(c.req.header('queue-token')),
    });
    return left.ok ? c.body(null, 204) : problem(c, left.error.code);
  });
};
