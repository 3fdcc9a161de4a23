import { csrf } from 'hono/csrf';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { AppEnv } from '../../http/env.ts';
import { problem } from '../../http/problems/problem.ts';
import { BOARD_PATH } from './board.ts';

/** Actions of Bull Board that lose no accepted command: retry, pause, resume, promote. */
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
 * Refuses cross-site requests that change anything, login and logout included (CSRF). A request
 * without both headers is not from a browser, so it carries no stolen cookie.
 */
export const ownSiteOnly = createMiddleware<AppEnv>(async (c, next) => {
  const isBrowser = c.req.header('sec-fetch-site') !== undefined || c.req.header('origin') !== undefined;
  return isBrowser ? ownPages(c, next) : next();
});

/**
 * Lets the dashboard read and, unless it is read-only, run the safe actions; never add or remove
 * jobs. The router decides which action a request is, because a path may match several.
 */
export const harmlessOnly = (readOnly: boolean) =>
  createMiddleware<AppEnv>(async (c, next) => {
    if (isSafe(c.req.method)) return next();
    const action = matchedRoutes(c).find(({ method }) => method !== 'ALL');
    const isHarmless = action !== undefined && HARMLESS.has(`${action.method} ${action.path}`);
    return isHarmless && !readOnly ? next() : problem(c, 'forbidden');
  });
