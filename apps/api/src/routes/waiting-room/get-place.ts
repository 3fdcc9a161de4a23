import { createRoute, z } from '@hono/zod-openapi';
import { MAX_WAIT_SECONDS } from '../../commands/preferred-wait.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { longPoll } from '../../http/streams/long-poll.ts';
import { signedIn } from '../../middleware/signed-in.ts';
import { concertParams, placeSchema, presentPlace, queueTokenOf, queueTokenParameter } from './schemas.ts';

const route = createRoute({
  operationId: 'getPlace',
  method: 'get',
  path: '/v1/concerts/{concertId}/queue',
  tags: ['Waiting room'],
  summary: 'My place in the waiting room',
  description: 'Ask again after `pollAfterMs`, or wait with `?wait=`.',
  security: bearer,
  middleware: signedIn,
  parameters: [queueTokenParameter],
  request: {
    params: concertParams,
    query: z.strictObject({
      wait: z.coerce.number().int().min(1).max(MAX_WAIT_SECONDS).optional().openapi({
        description: 'Seconds to wait for another status, such as being admitted',
      }),
    }),
  },
  responses: {
    200: json(placeSchema, 'The place'),
    ...problems(400, 401, 'queue_token_not_found', 'concert_not_found'),
  },
});

/** `GET /v1/concerts/{concertId}/queue`: the caller's place, at once or when its status changes. */
export const addGetPlace: AddRoute<'closing' | 'places' | 'waitingRoom'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { wait = 0 } = c.req.valid('query');
    const request = {
      concertId: c.req.valid('param').concertId,
      accountId: c.get('account').id,
      token: queueTokenOf(c.req.header('queue-token')),
    };
    const place = await longPoll(c, deps, wait, (poll) =>
      deps.waitingRoom.readPlace({ ...request, ...poll }),
    );
    if (place === 'signed_out') return problem(c, 'unauthenticated');
    if (!place.ok) return problem(c, place.error.code);
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentPlace(place.value), 200);
  });
};
