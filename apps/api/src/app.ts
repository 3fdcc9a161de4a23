import type { NotFoundHandler } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { App } from './add-route.ts';
import { makeCheckedApp } from './checked-app.ts';
import type { AppContext, AppEnv } from './env.ts';
import { announceEdits } from './middleware/announce-edits.ts';
import { limitRequest } from './middleware/limit-request.ts';
import { requestContext } from './middleware/request-context.ts';
import type { ApiDeps } from './ports.ts';
import { problem } from './problem.ts';
import { BodyRefused } from './request-bodies/read-body.ts';
import { routes } from './routes/index.ts';
import { BusyError } from './security/limit-parallel.ts';

const PREFLIGHT_SECONDS = 600;

/** The whole HTTP API over the given ports. Every answer that is not 2xx is a problem object (RFC 9457). */
export function makeApp(deps: ApiDeps): App {
  const app = makeCheckedApp();
  app.use(requestContext(deps));
  if (deps.corsOrigins.length > 0) app.use('/v1/*', crossOrigin(deps.corsOrigins));
  app.use(limitRequest);
  app.use('/v1/admin/*', announceEdits(deps));
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  for (const addRoute of routes) addRoute(app, deps);
  app.notFound(refuseUnknown(app));
  app.onError((error, c) => answerFault(error, c, deps));
  return app;
}

/** Answers 404 to a path that there is not, and 405 with `Allow` to one that has other methods. */
function refuseUnknown(app: App): NotFoundHandler<AppEnv> {
  const refuseMethod = methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      c.header('allow', methods.join(', '));
      return problem(c, 'method_not_allowed');
    },
  });
  return async (c) => {
    c.res = problem(c, 'not_found');
    await refuseMethod(c, async () => undefined);
    return c.res;
  };
}

const crossOrigin = (origins: readonly string[]) =>
  cors({
    origin: [...origins],
    allowHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'if-match',
      'queue-token',
      'x-request-id',
    ],
    exposeHeaders: [
      'etag',
      'location',
      'retry-after',
      'idempotent-replayed',
      'x-request-id',
      'ratelimit',
      'ratelimit-policy',
    ],
    maxAge: PREFLIGHT_SECONDS,
  });

function answerFault(error: unknown, c: AppContext, deps: ApiDeps): Response {
  if (error instanceof HTTPException) {
    if (error.status === 415) return problem(c, 'unsupported_media_type');
    if (error.status === 400) return problem(c, 'malformed_json');
    if (error.status === 403) return problem(c, 'forbidden');
  }
  if (error instanceof BodyRefused) return refuseBody(error, c);
  const { requestId } = c.var;
  if (error instanceof BusyError) return problem(c, 'busy');
  if (deps.isUnavailable(error)) {
    deps.log.warn({ err: error, requestId }, 'a dependency is away');
    return problem(c, 'service_unavailable');
  }
  deps.log.error({ err: error, requestId }, 'fault');
  return problem(c, 'internal_error');
}

function refuseBody({ code }: BodyRefused, c: AppContext): Response {
  if (code === 'body_encoding_unsupported') c.header('accept-encoding', 'identity');
  return problem(c, code);
}
