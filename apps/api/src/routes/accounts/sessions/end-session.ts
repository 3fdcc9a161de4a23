import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer } from '../../../http/schema.ts';
import { signedIn } from '../../../middleware/signed-in.ts';
import { noteSecurity } from '../../../security/note-security.ts';

const route = createRoute({
  operationId: 'endSession',
  method: 'delete',
  path: '/v1/me/sessions/{sessionId}',
  tags: ['Accounts'],
  summary: 'End one of my sessions: its tokens, streams and pages stop within seconds',
  description: 'Its access token, streams and pages stop within seconds.',
  security: bearer,
  middleware: signedIn,
  request: { params: z.object({ sessionId: z.string() }) },
  responses: { 204: { description: 'Ended' }, ...problems(401, 'session_not_found') },
});

/**
 * `DELETE /v1/me/sessions/{sessionId}`: another account's session is not found, like an ended one.
 */
export const addEndSession: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { sessionId } = c.req.valid('param');
    const accountId = c.var.account.id;
    if (!(await deps.identity.endSession(accountId, sessionId))) return problem(c, 'session_not_found');
    noteSecurity(c, { kind: 'session_ended', accountId, sessionId });
    return c.body(null, 204);
  });
};
