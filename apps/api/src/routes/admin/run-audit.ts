import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { actorOf, signedInAdmin } from '../../middleware/signed-in.ts';

const auditSchema = z
  .object({
    ok: z.boolean().openapi({ description: 'Every invariant holds' }),
    findings: z.array(
      z.object({
        check: z.string().openapi({ example: 'wallet-balances' }),
        subject: z.string(),
        detail: z.string(),
      }),
    ),
  })
  .openapi('Audit', { example: { ok: true, findings: [] } });

const route = createRoute({
  operationId: 'runAudit',
  method: 'get',
  path: '/v1/admin/audit',
  tags: ['Admin'],
  summary: 'Check the whole database for every invariant',
  description:
    'Reads everything as of one moment, one audit at a time; at most 50 findings per check. `GET /v1/admin/actions?action=audit.run` lists the runs with the number of their findings. Takes seconds on a large database.',
  security: bearer,
  middleware: signedInAdmin,
  responses: { 200: json(auditSchema, 'The broken invariants, if any'), ...problems(401, 403) },
});

/** `GET /v1/admin/audit`: checks a state no older than the request. */
export const addRunAudit: AddRoute<'programme' | 'staff'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const findings = await deps.programme.audit();
    await deps.staff.actions.record(actorOf(c), 'audit.run', null, { findings: findings.length });
    addHeader(c, 'cache-control', 'no-store');
    return c.json({ ok: findings.length === 0, findings: [...findings] }, 200);
  });
};
