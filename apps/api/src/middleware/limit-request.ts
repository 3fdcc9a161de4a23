import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { limitBody } from './limit-body.ts';
import { limitByAddress } from './limit-rate.ts';

/** Refuses who sends too many requests, then a body that is too large: one middleware, as each costs every request promises. */
export const limitRequest: MiddlewareHandler<AppEnv> = (c, next) =>
  // What `next` resolves to is passed on to Hono, which knows an answer from nothing.
  limitByAddress(c, () => limitBody(c, next) as Promise<void>);
