import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { answerHead, answerShared, answerUnchanged } from '../../http/shared-bodies/answer.ts';
import { conditionalHeaders, contentEtag, notModified } from '../../http/shared-bodies/conditional.ts';
import { signedInSteward } from '../../middleware/signed-in.ts';
import { findPublished } from '../catalogue/ports.ts';
import { gateSnapshotSchema } from './present-gate.ts';

type Snapshot = z.infer<typeof gateSnapshotSchema>;

/** No cache keeps it; the page of the gate does, with its tag. */
const CACHING = 'no-store';

const route = createRoute({
  operationId: 'getTicketSnapshot',
  method: 'get',
  path: '/v1/gate/performances/{performanceId}/snapshot',
  tags: ['Gate'],
  summary: 'All tickets of a performance, to scan without a network',
  description:
    'A code is good if one of the keys signed it and its ticket has the version of the code and is `valid`. A ticket that is missing was issued later.',
  security: bearer,
  middleware: signedInSteward,
  request: { params: z.object({ performanceId: z.string() }) },
  responses: {
    200: { ...json(gateSnapshotSchema, 'The tickets and the public keys'), headers: conditionalHeaders },
    ...notModified,
    ...problems(401, 403, 'performance_not_found', 'busy'),
  },
});

/** `GET /v1/gate/performances/{performanceId}/snapshot`: serialised once per version. */
export const addGetGateSnapshot: AddRoute<'gate' | 'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const performance = await findPublished(deps.performances, c.req.valid('param').performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    const { id: performanceId } = performance;
    const { bodies, reader } = deps.gate;
    const { keys } = deps.gate.keySet;
    // Not in the order of the default, which `accept-encoding` would replace.
    addHeader(c, 'vary', 'Authorization, Accept-Language');
    const tagOf = (version: number) => `"${version}-${contentEtag(JSON.stringify(keys)).slice(1, 9)}"`;
    const key = `tickets ${performanceId}`;
    const current = tagOf((await reader.counts(performanceId)).version);
    const terms = { etag: current, cacheControl: CACHING };
    const unchanged = answerUnchanged<Snapshot>(c, terms);
    if (unchanged !== null) return unchanged;
    const written = bodies.find({ key, version: current });
    if (written !== null) return answerShared<Snapshot>(c, written, CACHING);
    if (c.req.method === 'HEAD') return answerHead<Snapshot>(c, terms);
    // Its version may differ by now, so it has a tag of its own.
    const snapshot = await reader.snapshot(performanceId);
    const etag = tagOf(snapshot.version);
    const write = () => Buffer.from(JSON.stringify({ performanceId, ...snapshot, keys }));
    return answerShared<Snapshot>(c, bodies.take({ key, version: etag, etag, write }), CACHING);
  });
};
