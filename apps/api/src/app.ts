import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { App } from './add-route.ts';
import type { AppContext, AppEnv } from './env.ts';
import { announceEdits } from './middleware/announce-edits.ts';
import { limitBody } from './middleware/limit-body.ts';
import { limitByAddress } from './middleware/limit-rate.ts';
import { requestContext } from './middleware/request-context.ts';
import type { ApiDeps } from './ports.ts';
import { problem } from './problem.ts';
import { routes } from './routes/index.ts';
import { BusyError } from './security/limit-parallel.ts';
import { findUnstorableText } from './unstorable-text.ts';
import { unstorableText, validationErrors } from './validation-errors.ts';

const PREFLIGHT_SECONDS = 600;

/** The whole HTTP API over the given ports. Every answer that is not 2xx is a problem object (RFC 9457). */
export function makeApp(deps: ApiDeps): App {
  const app: App = new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (!result.success) {
        return problem(c, 'validation_failed', { errors: validationErrors(result.error, c.var.locale) });
      }
      const path = findUnstorableText(result.data);
      return path === undefined
        ? undefined
        : problem(c, 'validation_failed', { errors: [unstorableText(path, c.var.locale)] });
    },
  });
  app.use(requestContext(deps));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header('allow', methods.join(', '));
        return problem(c, 'method_not_allowed');
      },
    }),
  );
  if (deps.corsOrigins.length > 0) app.use('/v1/*', crossOrigin(deps.corsOrigins));
  app.use('/v1/*', limitByAddress);
  app.use(limitBody);
  app.use('/v1/admin/*', announceEdits(deps));
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  for (const addRoute of routes) addRoute(app, deps);
  app.notFound((c) => problem(c, 'not_found'));
  app.onError((error, c) => answerFault(error, c, deps));
  return app;
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
  }
  const { requestId } = c.var;
  if (error instanceof BusyError) return problem(c, 'busy');
  if (deps.isUnavailable(error)) {
    deps.log.warn({ err: error, requestId }, 'a dependency is away');
    return problem(c, 'service_unavailable');
  }
  deps.log.error({ err: error, requestId }, 'fault');
  return problem(c, 'internal_error');
}
