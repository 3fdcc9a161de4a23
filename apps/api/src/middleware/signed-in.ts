import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { SignedInAccount, SignedInEnv } from '../env.ts';
import { problem } from '../problem.ts';

const BEARER = /^Bearer ([\w~+/.=-]+)$/i;

async function authenticate(c: Context<SignedInEnv>): Promise<SignedInAccount | null> {
  const token = BEARER.exec(c.req.header('authorization') ?? '')?.[1];
  return token === undefined ? null : c.get('gate').verifyAccessToken(token);
}

/** Refuses with 401 whoever has no valid access token; afterwards `c.var.account` says who asks. */
export const signedIn = createMiddleware<SignedInEnv>(async (c, next) => {
  const account = await authenticate(c);
  if (account === null) return problem(c, 'unauthenticated');
  c.set('account', account);
  await next();
});

/** As `signedIn`, and refuses with 403 whoever is no administrator. */
export const signedInAdmin = createMiddleware<SignedInEnv>(async (c, next) => {
  const account = await authenticate(c);
  if (account === null) return problem(c, 'unauthenticated');
  if (account.role !== 'admin') return problem(c, 'forbidden');
  c.set('account', account);
  await next();
});
