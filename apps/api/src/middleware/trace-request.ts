import { inSpan, markFailed } from '@concert-mania/runtime/tracing/in-span';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { routeOf } from '../http/route-of.ts';

const FAULT = 500;

/**
 * Continues the client's trace in a span of the request. The span has the route, never the path or
 * the query: those contain ids and tokens.
 */
export const traceRequest: MiddlewareHandler<AppEnv> = (c, next) => {
  const { method } = c.req;
  const parent = c.req.header('traceparent') ?? null;
  return inSpan(method, { kind: 'server', parent }, async (span) => {
    await next();
    if (!span.isRecording()) return;
    const route = routeOf(c);
    const { status } = c.res;
    span.updateName(`${method} ${route}`);
    span.setAttributes({
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'concert_mania.request_id': c.get('requestId'),
    });
    if (status >= FAULT) markFailed(span, String(status));
  });
};
