import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/env.ts';
import type { ApiDeps } from '../ports.ts';

/**
 * After every edit of the programme that succeeded, has all replicas forget what they remember of it before the answer is
 * written: whoever made the edit sees it at once. Where that fails, what is remembered still grows old within a second.
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
