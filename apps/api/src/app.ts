import type { NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { App } from './http/add-route.ts';
import { makeCheckedApp } from './http/checked-app.ts';
import type { AppContext, AppEnv } from './http/env.ts';
import { PROBLEMS_PATH, problem } from './http/problems/problem.ts';
import { BodyRefused } from './http/request-bodies/read-body.ts';
import { announceEdits } from './middleware/announce-edits.ts';
import { anyOrigin, crossOrigin } from './middleware/cross-origin.ts';
import { limitRequest } from './middleware/limit-request.ts';
import { requestContext } from './middleware/request-context.ts';
import { traceRequest } from './middleware/trace-request.ts';
import type { ApiDeps } from './ports.ts';
import { routes } from './routes/index.ts';
import { BusyError } from './security/limit-parallel.ts';

const DESCRIPTIONS = ['/openapi.json', PROBLEMS_PATH, `${PROBLEMS_PATH}/*`];

/** The whole HTTP API. Every answer that is not 2xx is a problem object (RFC 9457). */
export function makeApp(deps: ApiDeps): App {
  const app = makeCheckedApp();
  app.use(traceRequest);
  app.use(requestContext(deps));
  if (deps.corsOrigins.length > 0) app.use('/v1/*', crossOrigin(app, deps.corsOrigins));
  for (const path of DESCRIPTIONS) app.use(path, anyOrigin);
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

/** Answers 404 to an unknown path. To a known path with other methods: 405, or 204 to OPTIONS. */
function refuseUnknown(app: App): NotFoundHandler<AppEnv> {
  const refuseMethod = methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const allow = [...methods, 'OPTIONS'].join(', ');
      if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
      c.header('allow', allow);
      return problem(c, 'method_not_allowed');
    },
  });
  return async (c) => {
    c.res = problem(c, 'not_found');
    await refuseMethod(c, async () => undefined);
    return c.res;
  };
}

function answerFault(error: unknown, c: AppContext, deps: ApiDeps): Response {
  if (error instanceof HTTPException && error.status === 403) return problem(c, 'forbidden');
  if (error instanceof BodyRefused) return refuseBody(error, c);
  const { requestId } = c.var;
  if (error instanceof BusyError) return problem(c, 'busy');
  if (deps.isUnavailable(error)) {
    deps.log.warn({ err: error, requestId }, 'a dependency is unavailable');
    return problem(c, 'service_unavailable');
  }
  deps.log.error({ err: error, requestId }, 'fault');
  return problem(c, 'internal_error');
}

function refuseBody({ code }: BodyRefused, c: AppContext): Response {
  if (code === 'body_encoding_unsupported') c.header('accept-encoding', 'identity');
  return problem(c, code);
}
