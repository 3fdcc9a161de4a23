import { inSpan, markFailed, type Span } from '@concert-mania/runtime/tracing/in-span';
import type { Context, MiddlewareHandler, Next } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { routeOf } from '../http/route-of.ts';

const FAULT = 500;

/**
 * Continues the client's trace in a span of the request. The span has the route, never the path or
 * the query: those contain ids and tokens.
 */
export const traceRequest: MiddlewareHandler<AppEnv> = (c, next) => {
  const parent = c.req.header('traceparent') ?? null;
  return inSpan(c.req.method, { kind: 'server', parent }, (span) =>
    span.isRecording() ? describeRequest(span, c, next) : next(),
  );
};

async function describeRequest(span: Span, c: Context<AppEnv>, next: Next): Promise<void> {
  await next();
  const { method } = c.req;
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
}
