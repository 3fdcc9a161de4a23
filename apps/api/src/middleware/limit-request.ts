import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { limitBody } from './limit-body.ts';
import { limitByAddress } from './limit-rate.ts';

/** Checks the rate limit, then the body's length: one middleware, because each costs promises. */
export const limitRequest: MiddlewareHandler<AppEnv> = (c, next) =>
  // `next` resolves to the answer, which Hono needs.
  limitByAddress(c, () => limitBody(c, next) as Promise<void>);
