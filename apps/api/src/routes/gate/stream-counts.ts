import { setTimeout as pause } from 'node:timers/promises';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer } from '../../http/schema.ts';
import { eventStream } from '../../http/streams/event-stream.ts';
import { signedInSteward } from '../../middleware/signed-in.ts';
import { findPublished } from '../catalogue/ports.ts';
import { presentCounts } from './present-gate.ts';

/** All streams of a performance share one read in this time. */
const LOOK_AGAIN_MS = 1_000;

const route = createRoute({
  operationId: 'streamEntryCounts',
  method: 'get',
  path: '/v1/gate/performances/{performanceId}/counts/events',
  tags: ['Gate'],
  summary: 'The counts as server-sent events `counts`: now, and within a second of every change',
  description: 'The counts now, then each change.',
  security: bearer,
  middleware: signedInSteward,
  request: { params: z.object({ performanceId: z.string() }) },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems(401, 403, 'performance_not_found', 'busy', 'too_many_streams', 'service_unavailable'),
  },
});

/** `GET /v1/gate/performances/{performanceId}/counts/events`. */
export const addStreamGateCounts: AddRoute<
  'closing' | 'gate' | 'log' | 'metrics' | 'performances' | 'places' | 'random'
> = (app, deps) => {
  app.openapi(route, async (c) => {
    const performance = await findPublished(deps.performances, c.req.valid('param').performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    return eventStream(c, deps, async (stream, signal) => {
      for (let sent = ''; !signal.aborted; ) {
        const counts = await deps.gate.reader.counts(performance.id);
        const data = JSON.stringify(presentCounts(counts));
        if (data !== sent) await stream.writeSSE({ event: 'counts', id: `${counts.version}`, data });
        sent = data;
        await pause(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    });
  });
};
