import { csrf } from 'hono/csrf';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { AppEnv } from '../env.ts';
import { problem } from '../problem.ts';
import { BOARD_PATH } from './board.ts';

/** What of Bull Board's own actions loses no accepted command: try again, hold back, let go on, do now. */
const HARMLESS: ReadonlySet<string> = new Set(
  [
    'pause',
    'resume',
    ':queueName/pause',
    ':queueName/resume',
    ':queueName/promote',
    ':queueName/retry/:queueStatus',
    ':queueName/:jobId/retry',
    ':queueName/:jobId/promote',
  ].map((path) => `PUT ${BOARD_PATH}/api/queues/${path}`),
);
const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';

const ownPages = csrf({
  secFetchSite: ['same-origin', 'none'],
  origin: (origin, c) => URL.canParse(origin) && new URL(origin).host === c.req.header('host'),
});

/**
 * Refuses changes that another site has a signed-in administrator's browser ask for, signing in and
 * out included. Whoever sends neither header is no browser, and has no cookie of somebody else.
 */
export const ownSiteOnly = createMiddleware<AppEnv>(async (c, next) => {
  const isBrowser = c.req.header('sec-fetch-site') !== undefined || c.req.header('origin') !== undefined;
  return isBrowser ? ownPages(c, next) : next();
});

/**
 * Lets the dashboard look, and, unless it is read-only, do what loses no accepted command; adding and
 * removing jobs never. Asks the router which action a request is: a path may fit more than one.
 */
export const harmlessOnly = (readOnly: boolean) =>
  createMiddleware<AppEnv>(async (c, next) => {
    if (isSafe(c.req.method)) return next();
    const action = matchedRoutes(c).find(({ method }) => method !== 'ALL');
    const isHarmless = action !== undefined && HARMLESS.has(`${action.method} ${action.path}`);
    return isHarmless && !readOnly ? next() : problem(c, 'forbidden');
  });
