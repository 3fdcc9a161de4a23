import type { Context } from 'hono';
import { routePath } from 'hono/route';

const UNMATCHED = '(unmatched)';

/** The pattern of the route that answers a request, for logs and metrics. */
export function routeOf<E extends object>(c: Context<E>): string {
  const pattern = routePath(c, -1);
  return pattern === '/*' || pattern === '*' || pattern === '' ? UNMATCHED : pattern;
}
