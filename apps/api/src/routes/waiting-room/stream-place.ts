import { setTimeout as delay } from 'node:timers/promises';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer } from '../../http/schema.ts';
import { eventStream } from '../../http/streams/event-stream.ts';
import { signedIn } from '../../middleware/signed-in.ts';
import { concertParams, presentPlace, queueTokenOf, queueTokenParameter } from './schemas.ts';

const route = createRoute({
  operationId: 'streamPlace',
  method: 'get',
  path: '/v1/concerts/{concertId}/queue/events',
  tags: ['Waiting room'],
  summary: 'My place as server-sent events named `place`, until it expires',
  description: 'The place now, each change, and the admission at once.',
  security: bearer,
  middleware: signedIn,
  parameters: [queueTokenParameter],
  request: { params: concertParams },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems(
      400,
      401,
      'queue_token_not_found',
      'concert_not_found',
      'busy',
      'too_many_streams',
      'service_unavailable',
    ),
  },
});

/**
 * `GET /v1/concerts/{concertId}/queue/events`: the place now, each change, and the admission at
 * once.
 */
export const addStreamPlace: AddRoute<'closing' | 'log' | 'metrics' | 'places' | 'random' | 'waitingRoom'> = (
  app,
  deps,
) => {
  app.openapi(route, async (c) => {
    const request = {
      concertId: c.req.valid('param').concertId,
      accountId: c.get('account').id,
      token: queueTokenOf(c.req.header('queue-token')),
    };
    const first = await deps.waitingRoom.readPlace({ ...request, waitMs: 0 });
    if (!first.ok) return problem(c, first.error.code);
    return eventStream(c, deps, async (stream, signal) => {
      let place = first.value;
      for (;;) {
        await stream.writeSSE({ event: 'place', data: JSON.stringify(presentPlace(place)) });
        if (place.status === 'expired' || signal.aborted) return;
        // An admitted fan's place has no news; it is only checked again.
        if (place.status === 'admitted')
          await delay(place.pollAfterMs, undefined, { signal }).catch(() => {});
        const next = await deps.waitingRoom.readPlace({ ...request, waitMs: place.pollAfterMs, signal });
        if (!next.ok || signal.aborted) return;
        place = next.value;
      }
    });
  });
};
