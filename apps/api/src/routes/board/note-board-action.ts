import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../../http/env.ts';
import type { ApiDeps } from '../../ports.ts';
import { noteSecurity } from '../../security/note-security.ts';
import { BOARD_PATH } from './board.ts';
import { cookieSession } from './session-cookie.ts';

const QUEUES = `${BOARD_PATH}/api/queues/`;

/**
 * Records what an administrator did to a queue or a job, such as `payments/42/retry`. Behind
 * `adminSession`.
 */
export const noteBoardAction = ({ admin, staff }: Pick<ApiDeps, 'admin' | 'staff'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await next();
    if (c.req.method === 'GET' || c.req.method === 'HEAD' || !c.res.ok) return;
    const session = cookieSession(c, admin);
    if (session === null || !c.req.path.startsWith(QUEUES)) return;
    const by = { accountId: session.id, requestId: c.var.requestId };
    await staff.actions.record(by, 'queue.changed', c.req.path.slice(QUEUES.length));
    noteSecurity(c, { kind: 'staff_action', accountId: session.id, reason: 'queue.changed' });
  });
