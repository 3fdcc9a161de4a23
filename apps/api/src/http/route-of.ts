import type { Context } from 'hono';
import { routePath } from 'hono/route';
import type { AppEnv } from './env.ts';

const UNMATCHED = '(unmatched)';

/** The pattern of the route that answers a request, for logs and metrics. */
export function routeOf<E extends AppEnv>(c: Context<E>): string {
  // Hono builds a list of all matched routes for each call.
  const pattern = c.get('route') ?? routePath(c, -1);
  return pattern === '/*' || pattern === '*' || pattern === '' ? UNMATCHED : pattern;
}
