import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { SignedInAccount, SignedInEnv } from '../env.ts';
import { problem } from '../problem.ts';
import { overAccountLimit } from './limit-rate.ts';

const BEARER = /^Bearer ([\w~+/.=-]+)$/i;

async function authenticate(c: Context<SignedInEnv>): Promise<SignedInAccount | null> {
  const token = BEARER.exec(c.req.header('authorization') ?? '')?.[1];
  return token === undefined ? null : c.get('gate').verifyAccessToken(token);
}

/**
 * Refuses with 401 whoever has no valid access token, and with 429 an account beyond its budget; afterwards
 * `c.var.account` says who asks.
 */
export const signedIn = createMiddleware<SignedInEnv>(async (c, next) => {
  const account = await authenticate(c);
  if (account === null) return problem(c, 'unauthenticated');
  c.set('account', account);
  return (await overAccountLimit(c, account.id)) ?? next();
});

/** As `signedIn`, and refuses with 403 whoever is no administrator. */
export const signedInAdmin = createMiddleware<SignedInEnv>(async (c, next) => {
  const account = await authenticate(c);
  if (account === null) return problem(c, 'unauthenticated');
  if (account.role !== 'admin') return problem(c, 'forbidden');
  c.set('account', account);
  return (await overAccountLimit(c, account.id)) ?? next();
});
