import { checkIn } from '@concert-mania/core/tickets/gate/commands';
import { createRoute, z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { type AddCommand, acceptCommand } from '../../commands/accept-command.ts';
import { commandRoute, PREFER } from '../../commands/command-route.ts';
import type { CommandEnv } from '../../http/env.ts';
import { problem } from '../../http/problems/problem.ts';
import { signedInSteward } from '../../middleware/signed-in.ts';
import { findPublished } from '../catalogue/ports.ts';
import { atGate, deviceTime, scanned } from './scan-bodies.ts';

/** The key is the scan's id, which the handler finds in the body and sets. */
const keyedByScan = createMiddleware<CommandEnv>((_, next) => next());

const keyed = commandRoute({
  operationId: 'checkIn',
  path: '/v1/gate/check-ins',
  tags: ['Gate'],
  summary: 'Check a ticket in: the first scan is admitted',
  description:
    'The `scanId` is the idempotency key. Scans of one concert are decided in the order of acceptance. A refused scan is a succeeded job that says why. Send `Prefer: wait=5` to have the answer at once.',
  staff: signedInSteward,
  body: z
    .strictObject({
      ...atGate,
      ...scanned,
      at: deviceTime.optional().openapi({
        description: 'When it was scanned, at most 5 minutes ago; without it: when it is accepted',
      }),
    })
    .openapi('CheckInRequest'),
  refusals: ['performance_not_found'],
});

const route = createRoute({
  ...keyed,
  middleware: [signedInSteward, keyedByScan] as const,
  parameters: [PREFER],
});

/** `POST /v1/gate/check-ins`: the worker decides on the ticket that the code names. */
export const addCheckIn: AddCommand<'gate' | 'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const body = c.req.valid('json');
    const { performanceId, gate, scanId, at = null } = body;
    const performance = await findPublished(deps.performances, performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    c.set('idempotencyKey', scanId);
    const { concertId } = performance;
    const code = await deps.gate.verifyCode(body.code);
    const payload = { concertId, performanceId, gate, scanId, at, code };
    return acceptCommand(c, deps, { name: checkIn.name, body, payload });
  });
};
