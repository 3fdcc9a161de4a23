import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { addHeader } from '../http/carried-headers.ts';
import type { AppEnv } from '../http/env.ts';
import { chooseLocale } from '../http/locale.ts';
import { problemsUrlOf } from '../http/problems/problem.ts';
import { routeOf } from '../http/route-of.ts';
import type { ApiDeps } from '../ports.ts';

const REQUEST_ID = /^[\w.:=+/-]{1,128}$/;

/** Names, times, logs and counts every request, once. */
export function requestContext(deps: ApiDeps): MiddlewareHandler<AppEnv> {
  const problemsUrl = problemsUrlOf(deps.publicUrl);
  return async (c, next) => {
    const startedMs = performance.now();
    const requestId = randomUUID();
    const given = c.req.header('x-request-id');
    const clientRequestId = given !== undefined && REQUEST_ID.test(given) ? given : undefined;
    c.set('requestId', requestId);
    c.set('answeredRequestId', clientRequestId ?? requestId);
    c.set('locale', chooseLocale(c.req.header('accept-language')));
    c.set('problemsUrl', problemsUrl);
    c.set('guards', deps.guards);
    addHeader(c, 'x-request-id', clientRequestId ?? requestId);

    await next();

    const durationMs = performance.now() - startedMs;
    const { status } = c.res;
    const { method } = c.req;
    const route = routeOf(c);
    const waitsFor = c.get('waitsFor');
    const problemCode = c.get('problemCode');
    if (waitsFor === undefined) deps.metrics.onRequest(route, method, status, durationMs / 1000);
    else if (waitsFor === 'answer') deps.metrics.onWait(route, method, status, durationMs / 1000);
    if (problemCode !== undefined) deps.metrics.onProblem(problemCode);
    deps.logRequest(c, { route, method, status, durationMs });
  };
}
