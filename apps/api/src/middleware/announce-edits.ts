import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/env.ts';
import type { ApiDeps } from '../ports.ts';

/**
 * After a successful edit of the programme, clears the caches of all replicas before the answer, so
 * its author sees it at once. If that fails, caches expire within a second.
 */
export function announceEdits({ onProgrammeEdited, log }: ApiDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next();
    if (c.req.method === 'GET' || c.req.method === 'HEAD' || !c.res.ok) return;
    await onProgrammeEdited().catch((err: unknown) => {
      log.warn({ err, requestId: c.var.requestId }, 'an edit was not announced');
    });
  };
}
