import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { eventStream } from '../../http/streams/event-stream.ts';
import { findPublished } from './ports.ts';
import { streamSeats } from './seat-stream.ts';

const route = createRoute({
  operationId: 'streamSeats',
  method: 'get',
  path: '/v1/performances/{performanceId}/seats/events',
  tags: ['Catalogue'],
  summary: 'Seat states as server-sent events: `snapshot`, then `change`; ids are versions',
  description: 'A snapshot, then each change of it. A gap is closed by another snapshot.',
  parameters: [
    {
      name: 'Last-Event-ID',
      in: 'header',
      description: 'The id of the last event received: nothing is sent again while it is current',
      schema: { type: 'string', pattern: '^[0-9]{1,15}$' },
    },
  ],
  request: { params: z.object({ performanceId: z.string() }) },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems('performance_not_found', 'busy', 'too_many_streams', 'service_unavailable'),
  },
});

/**
 * `GET /v1/performances/{performanceId}/seats/events`: resumes after `Last-Event-ID`, or starts
 * over.
 */
export const addStreamSeats: AddRoute<
  'catalogue' | 'closing' | 'log' | 'metrics' | 'performances' | 'places' | 'random'
> = (app, deps) => {
  app.openapi(route, async (c) => {
    const performance = await findPublished(deps.performances, c.req.valid('param').performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    const lastEventId = c.req.header('last-event-id') ?? '';
    const lastVersion = /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : null;
    return eventStream(c, deps, async (stream, signal) => {
      await streamSeats(deps.catalogue.live, {
        performanceId: performance.id,
        lastVersion,
        signal,
        send: ({ event, data }) =>
          stream.writeSSE({ event, id: `${data.version}`, data: JSON.stringify(data) }),
      });
    });
  });
};
