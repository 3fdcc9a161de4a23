import { setImmediate as yieldOnce } from 'node:timers/promises';
import {
  type CheckInBatch,
  checkInBatch,
  MAX_SCANS_PER_BATCH,
} from '@concert-mania/core/tickets/gate/commands';
import { createRoute, z } from '@hono/zod-openapi';
import { acceptCommand, type CommandPort } from '../../commands/accept-command.ts';
import { commandRoute } from '../../commands/command-route.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { jsonBody } from '../../http/schema.ts';
import { withIdempotencyKey } from '../../middleware/idempotency-key.ts';
import { signedInSteward } from '../../middleware/signed-in.ts';
import { findPublished } from '../catalogue/ports.ts';
import type { GateDeps } from './ports.ts';
import { atGate, deviceTime, scanned } from './scan-bodies.ts';

const item = z.strictObject({ ...scanned, at: deviceTime });

const route = createRoute({
  ...commandRoute,
  path: '/v1/gate/check-ins/batch',
  tags: ['Gate'],
  summary: 'Merge scans that were made without a network: the earliest scan of a ticket wins',
  description:
    'An earlier scan also takes the place of an online one that was admitted in the meantime; the answer names it as `overtaken`. A time in the future counts as now, and one older than 24 hours as 24 hours ago; the answer says so in `clamped`.',
  middleware: [signedInSteward, withIdempotencyKey] as const,
  request: {
    body: jsonBody(
      z
        .strictObject({
          ...atGate,
          items: z
            .array(item)
            .min(1)
            .max(MAX_SCANS_PER_BATCH)
            .refine(
              (items) => new Set(items.map(({ scanId }) => scanId)).size === items.length,
              'a scan is in the batch twice',
            ),
        })
        .openapi('CheckInBatchRequest'),
    ),
  },
  responses: { ...commandRoute.responses, ...problems(403, 'performance_not_found') },
});

/** `POST /v1/gate/check-ins/batch`: answers in the order of the items. */
export const addCheckInBatch: AddRoute<CommandPort | 'gate' | 'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const body = c.req.valid('json');
    const { performanceId, gate, items } = body;
    const performance = await findPublished(deps.performances, performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    const { concertId } = performance;
    const scans = await readScans(items, deps.gate);
    const payload = { concertId, performanceId, gate, scans };
    return acceptCommand(c, deps, { name: checkInBatch.name, body, payload });
  });
};

/** A signature takes a tenth of a millisecond to check, so other requests get turns in between. */
const CHECKED_AT_ONCE = 20;

async function readScans(
  items: readonly z.infer<typeof item>[],
  { verifyCode }: Pick<GateDeps, 'verifyCode'>,
) {
  const scans: CheckInBatch['scans'] = [];
  for (const [index, { code, scanId, at }] of items.entries()) {
    if (index % CHECKED_AT_ONCE === CHECKED_AT_ONCE - 1) await yieldOnce();
    scans.push({ scanId, at, code: await verifyCode(code) });
  }
  return scans;
}
