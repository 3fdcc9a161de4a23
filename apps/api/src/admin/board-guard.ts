import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../env.ts';
import { problem } from '../problem.ts';
import { BOARD_PATH } from './board.ts';

/** What of Bull Board's own actions loses no accepted command: try again, hold back, let go on, do now. */
const HARMLESS = new RegExp(
  `^${BOARD_PATH}/api/queues/(?:(?:[^/]+/)?(?:pause|resume)|[^/]+/promote|[^/]+/retry/[^/]+|[^/]+/[^/]+/(?:promote|retry(?:/[^/]+)?))$`,
);
const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Whether a browser says that a page of another site made it send this request (Fetch Metadata; Origin, RFC 6454). */
function isForeign(header: (name: string) => string | undefined): boolean {
  const site = header('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = header('origin');
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== header('host');
}

/** Refuses changes that another site has a signed-in administrator's browser ask for, signing in and out included. */
export const ownSiteOnly = createMiddleware<AppEnv>(async (c, next) => {
  if (!isSafe(c.req.method) && isForeign((name) => c.req.header(name))) return problem(c, 'forbidden');
  return next();
});

/** Lets the dashboard look, and, unless it is read-only, do what loses no accepted command; adding and removing jobs never. */
export const harmlessOnly = (readOnly: boolean) =>
  createMiddleware<AppEnv>(async (c, next) => {
    if (isSafe(c.req.method) || (!readOnly && HARMLESS.test(c.req.path))) return next();
    return problem(c, 'forbidden');
  });
