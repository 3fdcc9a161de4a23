import { OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Context, Handler, MiddlewareHandler, ValidationTargets } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { App } from './add-route.ts';
import type { AppContext, AppEnv } from './env.ts';
import { problem } from './problem.ts';
import { rememberMatches } from './remember-matches.ts';
import { readBody } from './request-bodies/read-body.ts';
import { findUnstorableText } from './unstorable-text.ts';
import { unstorableText, validationErrors } from './validation-errors.ts';

type Route = RouteConfig & {
  readonly middleware?: MiddlewareHandler | readonly MiddlewareHandler[];
};
type Target = keyof ValidationTargets;

/**
 * An app whose routes have their query, parameters and JSON body checked in the same step that handles the request. The library
 * would put a middleware before the handler for each of them: promises that a million polls pay for.
 */
export function makeCheckedApp(): App {
  const app: App = new OpenAPIHono<AppEnv>({ router: rememberMatches() });
  const openapi = ({ middleware = [], ...route }: Route, handler: Handler<AppEnv>) => {
    app.openAPIRegistry.registerPath(route);
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.on([route.method], [path], ...[middleware].flat(), withInput(route, handler));
    return app;
  };
  app.openapi = openapi as unknown as App['openapi'];
  return app;
}

function withInput({ request = {} }: RouteConfig, handler: Handler<AppEnv>): Handler<AppEnv> {
  const query = request.query as z.ZodType | undefined;
  const params = request.params as z.ZodType | undefined;
  const json = request.body?.content['application/json'];
  // A schema written by hand only describes: its route reads and checks the body itself.
  const body = json && 'schema' in json && json.schema instanceof z.ZodType ? json.schema : undefined;
  const refuse = (c: AppContext): Response | undefined =>
    (query && check(c, 'query', query, queryOf(c))) ?? (params && check(c, 'param', params, c.req.param()));
  if (body === undefined) return (c, next) => refuse(c) ?? handler(c, next);
  return async (c, next) => refuse(c) ?? check(c, 'json', body, await readJson(c)) ?? handler(c, next);
}

/** The answer to input that does not fit; undefined when it does, and `c.req.valid(target)` has it. */
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

/** The query with what is given once as a string, what is given again as an array. */
const queryOf = ({ req }: Context): object =>
  req.url.includes('?')
    ? Object.fromEntries(
        Object.entries(req.queries()).map(([name, values]) => [
          name,
          values.length === 1 ? values[0] : values,
        ]),
      )
    : {};

const JSON_TYPE = /^application\/([a-z-.]+\+)?json(;\s*[a-zA-Z0-9-]+=([^;]+))*$/i;

/** The JSON body; an empty object where nothing is sent. Throws the `HTTPException` of 415 for another type, of 400 for no JSON. */
async function readJson(c: AppContext): Promise<unknown> {
  const contentType = c.req.header('content-type');
  if (contentType === undefined || contentType === '') {
    if ((await readBody(c)) !== '') throw new HTTPException(415);
    return {};
  }
  if (!JSON_TYPE.test(contentType)) throw new HTTPException(415);
  const text = await readBody(c);
  try {
    return JSON.parse(text);
  } catch {
    throw new HTTPException(400);
  }
}
