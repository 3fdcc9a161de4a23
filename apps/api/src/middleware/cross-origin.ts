import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { openApiDocument } from '../docs/openapi-document.ts';
import type { App } from '../http/add-route.ts';
import type { AppEnv } from '../http/env.ts';

const PREFLIGHT_SECONDS = 7_200;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Request headers of any route, beside those in the document. */
const READ_EVERYWHERE = ['authorization', 'content-type', 'cache-control', 'traceparent'];
const WRITTEN_EVERYWHERE = ['allow'];

/**
 * Lets scripts of the listed origins call every route of the document, with every header that it
 * reads or writes.
 */
export function crossOrigin(app: App, origins: readonly string[]): MiddlewareHandler<AppEnv> {
  let allow: MiddlewareHandler<AppEnv> | undefined;
  return (c, next) => {
    if (c.req.method === 'OPTIONS' && !c.req.header('access-control-request-method')) return next();
    // Built at the first request, when every route has been added.
    allow ??= cors({
      origin: [...origins],
      allowMethods: [...METHODS],
      maxAge: PREFLIGHT_SECONDS,
      ...listHeaders(app),
    });
    return allow(c, next);
  };
}

/** Lets scripts of any origin read the public description of the API. */
export const anyOrigin: MiddlewareHandler<AppEnv> = cors({
  allowMethods: ['GET', 'HEAD'],
  allowHeaders: ['if-none-match', 'cache-control'],
  exposeHeaders: ['etag'],
  maxAge: PREFLIGHT_SECONDS,
});

/**
 * The header names of the document, in lower case: those that requests may carry, and those that
 * scripts may read.
 */
function listHeaders(app: App) {
  const { paths = {}, components = {} } = openApiDocument(app);
  const operations = Object.values(paths).flatMap((item) => METHODS.map((method) => item[lower(method)]));
  const parameters = [
    ...Object.values(components.parameters ?? {}),
    ...operations.flatMap((operation) => operation?.parameters ?? []),
  ];
  const responses = [
    ...Object.values(components.responses ?? {}),
    ...operations.flatMap((operation) => Object.values(operation?.responses ?? {})),
  ];
  const read = parameters.flatMap((parameter) =>
    'in' in parameter && parameter.in === 'header' ? [parameter.name.toLowerCase()] : [],
  );
  const written = responses.flatMap((response) =>
    'headers' in response ? Object.keys(response.headers ?? {}).map((name) => name.toLowerCase()) : [],
  );
  return {
    allowHeaders: [...new Set([...READ_EVERYWHERE, ...read])],
    exposeHeaders: [...new Set([...WRITTEN_EVERYWHERE, ...written])],
  };
}

const lower = (method: (typeof METHODS)[number]) => method.toLowerCase() as Lowercase<typeof method>;
