import type { HttpBindings } from '@hono/node-server';
import { createMiddleware } from 'hono/factory';
import type { AppContext, AppEnv } from '../env.ts';
import { RATE_RULES, type RateRuleName } from '../limits.ts';
import { problem } from '../problem.ts';

/** The address of the client behind a request. */
export function clientAddress(c: AppContext): string {
  const { incoming }: Partial<HttpBindings> = c.env ?? {};
  return c.var.gate.clientAddressOf(incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'));
}

/**
 * Counts a request against a rule, by the client's address; over the limit: 429 with `Retry-After`. Every answer tells
 * what is left (`RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers).
 */
export const limitRate = (name: RateRuleName) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const rule = RATE_RULES[name];
    const decision = await c.var.gate.rateLimiter.take(rule, clientAddress(c));
    c.header('ratelimit-policy', `"${rule.name}";q=${rule.limit};w=${rule.windowSeconds}`);
    c.header('ratelimit', `"${rule.name}";r=${decision.remaining};t=${decision.resetSeconds}`);
    if (!decision.allowed) {
      c.header('retry-after', String(decision.resetSeconds));
      return problem(c, 'rate_limited');
    }
    await next();
  });
