import { setImmediate as yieldOnce } from 'node:timers/promises';
import {
  type CheckInBatch,
  checkInBatch,
  MAX_SCANS_PER_BATCH,
} from '@concert-mania/core/tickets/gate/commands';
import { z } from '@hono/zod-openapi';
import { type AddCommand, acceptCommand } from '../../commands/accept-command.ts';
import { commandRoute } from '../../commands/command-route.ts';
import { problem } from '../../http/problems/problem.ts';
import { signedInSteward } from '../../middleware/signed-in.ts';
import { findPublished } from '../catalogue/ports.ts';
import type { GateDeps } from './ports.ts';
import { atGate, batchedScan, batchItem } from './scan-bodies.ts';

const EXAMPLE = {
  performanceId: 'prf_h0c6v9k2m4x8q1r7t3w5y0z2a4',
  gate: 'Gate 1',
  items: [
    {
      code: 'T1.H0C6V9K2M4X8Q1R7T3W5Y0Z2A4.…',
      scanId: '7d9c1f0e-1c1b-4c58-9a43-1f2e3d4c5b6a',
      at: '2026-03-01T10:12:30.000Z',
    },
  ],
};

const route = commandRoute({
  operationId: 'mergeCheckIns',
  path: '/v1/gate/check-ins/batch',
  tags: ['Gate'],
  summary: 'Merge scans that were made without a network: the earliest scan of a ticket wins',
  description:
    'An earlier scan also takes the place of an online one that was admitted in the meantime; the answer names it as `overtaken`. A time in the future counts as now, and one older than 24 hours as 24 hours ago; the answer says so in `clamped`. An item that is not readable is answered `unknown`, with its `scanId` if that is readable, and is not recorded; the others are decided.',
  staff: signedInSteward,
  body: z
    .strictObject({
      ...atGate,
      items: z
        .array(batchedScan)
        .min(1)
        .max(MAX_SCANS_PER_BATCH)
        .refine((items) => {
          const ids = items.flatMap(({ scanId }) => scanId ?? []);
          return new Set(ids).size === ids.length;
        }, 'a scan is in the batch twice')
        .openapi({ items: { $ref: `#/components/schemas/${batchItem.name}` } }),
    })
    .openapi('CheckInBatchRequest', { example: EXAMPLE }),
  refusals: ['performance_not_found'],
});

/** `POST /v1/gate/check-ins/batch`: answers in the order of the items. */
export const addCheckInBatch: AddCommand<'gate' | 'performances'> = (app, deps) => {
  app.openAPIRegistry.register(batchItem.name, batchItem.schema);
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
  items: readonly z.infer<typeof batchedScan>[],
  { verifyCode }: Pick<GateDeps, 'verifyCode'>,
) {
  const scans: CheckInBatch['scans'] = [];
  for (const [index, { code, scanId, at }] of items.entries()) {
    if (index % CHECKED_AT_ONCE === CHECKED_AT_ONCE - 1) await yieldOnce();
    scans.push({ scanId, at, code: await verifyCode(code) });
  }
  return scans;
}
