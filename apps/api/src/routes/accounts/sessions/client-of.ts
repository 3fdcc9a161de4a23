import type { Client } from '@concert-mania/core/identity/sessions/session';
import type { Context } from 'hono';
import type { AppEnv } from '../../../http/env.ts';
import { findUnstorableText } from '../../../http/problems/unstorable-text.ts';
import { clientGroup } from '../../../middleware/limit-rate.ts';
import type { ApiDeps } from '../../../ports.ts';

const MAX_USER_AGENT_CHARS = 200;

/** The stored description of the client that signs in. */
export function clientOf<E extends AppEnv>(c: Context<E>, { identity }: Pick<ApiDeps, 'identity'>): Client {
  const userAgent = c.req.header('user-agent')?.slice(0, MAX_USER_AGENT_CHARS) ?? null;
  return {
    userAgent: findUnstorableText(userAgent) === undefined ? userAgent : null,
    network: identity.networkDigest(clientGroup(c)),
  };
}
