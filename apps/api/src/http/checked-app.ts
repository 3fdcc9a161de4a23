import { OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Handler, MiddlewareHandler, ValidationTargets } from 'hono';
import type { App } from './add-route.ts';
import type { AppContext, AppEnv } from './env.ts';
import { problem } from './problems/problem.ts';
import { findUnstorableText } from './problems/unstorable-text.ts';
import { unstorableText, validationErrors } from './problems/validation-errors.ts';
import { isPercentEncodedUtf8, readQuery } from './query.ts';
import { rememberMatches } from './remember-matches.ts';
import { bodyLimitOf } from './request-bodies/read-body.ts';
import { readJson } from './request-bodies/read-json.ts';

type Route = RouteConfig & {
  readonly middleware?: MiddlewareHandler | readonly MiddlewareHandler[];
};
type Target = keyof ValidationTargets;

/**
 * An app whose routes check query, parameters and JSON body in the handler's own step. The library
 * would add a middleware for each, whose promises slow a million polls.
 */
export function makeCheckedApp(): App {
  const app: App = new OpenAPIHono<AppEnv>({ router: rememberMatches() });
  const openapi = ({ middleware = [], ...route }: Route, handler: Handler<AppEnv>) => {
    app.openAPIRegistry.registerPath(route);
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.on([route.method], [path], ...[middleware].flat(), withInput(route, path, handler));
    return app;
  };
  app.openapi = openapi as unknown as App['openapi'];
  return app;
}

function withInput({ request = {} }: RouteConfig, path: string, handler: Handler<AppEnv>): Handler<AppEnv> {
  const query = request.query as z.ZodType | undefined;
  const params = request.params as z.ZodType | undefined;
  const json = request.body?.content['application/json'];
  // A handwritten schema only documents: its route reads and checks the body.
  const body = json && 'schema' in json && json.schema instanceof z.ZodType ? json.schema : undefined;
  const known = query instanceof z.ZodObject ? new Set(Object.keys(query.shape)) : undefined;
  const refuse = (c: AppContext): Response | undefined => {
    c.set('route', path);
    return (
      (isPercentEncodedUtf8(c.req.url) ? undefined : problem(c, 'malformed_request')) ??
      (query && check(c, 'query', query, readQuery(c.req, known))) ??
      (params && check(c, 'param', params, c.req.param()))
    );
  };
  if (body === undefined) return (c, next) => refuse(c) ?? handler(c, next);
  const needed = request.body?.required === true;
  return async (c, next) => refuse(c) ?? (await refuseBody(c, body, needed)) ?? handler(c, next);
}

/** An optional body that is missing or empty counts as an empty object. */
async function refuseBody(c: AppContext, schema: z.ZodType, needed: boolean): Promise<Response | undefined> {
  const body = await readJson(c, bodyLimitOf(c.req.path));
  if (!body.ok) return problem(c, body.error.code);
  if (body.value === undefined && needed) return problem(c, 'body_required');
  return check(c, 'json', schema, body.value === undefined ? {} : body.value);
}

/** The answer to invalid input; undefined if it is valid and stored for `c.req.valid(target)`. */
function check(c: AppContext, target: Target, schema: z.ZodType, value: unknown): Response | undefined {
  const result = schema.safeParse(value);
  if (!result.success) {
    return problem(c, 'validation_failed', { errors: validationErrors(result.error, c.get('locale')) });
  }
  const path = findUnstorableText(result.data);
  if (path !== undefined) {
    return problem(c, 'validation_failed', { errors: [unstorableText(path, c.get('locale'))] });
  }
  c.req.addValidatedData(target, result.data as object);
  return undefined;
}
