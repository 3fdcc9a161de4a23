import { ensureAdmin } from '@concert-mania/core/identity/ensure-admin';
import { makeCheckPassword, makeLogIn } from '@concert-mania/core/identity/log-in';
import { makeLogOut } from '@concert-mania/core/identity/log-out';
import type { AccountStore, RefreshTokenStore } from '@concert-mania/core/identity/ports';
import { makeRefreshSession } from '@concert-mania/core/identity/refresh-session';
import { makeSignUp } from '@concert-mania/core/identity/sign-up';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { AdminBoard } from '../admin/board.ts';
import type { ApiSettings } from '../config.ts';
import type { Gate } from '../env.ts';
import type { ApiDeps } from '../ports.ts';
import { ACCESS_TOKEN, ADMIN_SESSION, makeAccessTokens } from '../security/access-tokens.ts';
import { makeArgon2Hasher } from '../security/argon2-hasher.ts';
import { refreshTokenMint } from '../security/refresh-token-mint.ts';

export interface Identity {
  readonly useCases: ApiDeps['identity'];
  readonly verifyAccessToken: Gate['verifyAccessToken'];
  readonly admin: Omit<AdminBoard, 'queues'>;
}

/** Accounts, tokens and passwords over the stores; makes the first administrator when the settings name one. */
export async function makeIdentity(
  config: ApiSettings,
  stores: {
    readonly accounts: AccountStore;
    readonly refreshTokens: RefreshTokenStore;
    readonly newId: NewId;
  },
): Promise<Identity> {
  const { accounts, refreshTokens, newId } = stores;
  const signing = {
    secret: config.JWT_SECRET,
    previousSecrets: config.JWT_PREVIOUS_SECRETS,
    nowMs: Date.now,
  };
  const accessTokens = makeAccessTokens({
    ...signing,
    kind: ACCESS_TOKEN,
    ttlSeconds: config.ACCESS_TOKEN_SECONDS,
  });
  const adminSessions = makeAccessTokens({
    ...signing,
    kind: ADMIN_SESSION,
    ttlSeconds: config.ADMIN_SESSION_SECONDS,
  });
  const hasher = await makeArgon2Hasher();
  const signUp = makeSignUp({ accounts, hasher, newId });
  const sessions = { refreshTokens, accessTokens, mint: refreshTokenMint, newId };
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config;
  if (email !== undefined && password !== undefined) await ensureAdmin(signUp, { email, password });

  return {
    useCases: {
      signUp,
      logIn: makeLogIn({ accounts, hasher, ...sessions }),
      refreshSession: makeRefreshSession(sessions),
      logOut: makeLogOut(sessions),
      findAccount: accounts.findAccount,
    },
    verifyAccessToken: accessTokens.verify,
    admin: {
      checkPassword: makeCheckPassword({ accounts, hasher }),
      issueSession: adminSessions.issue,
      verifySession: adminSessions.verify,
      sessionSeconds: config.ADMIN_SESSION_SECONDS,
      readOnly: config.QUEUE_BOARD === 'read',
      secureCookies: config.PUBLIC_URL?.startsWith('https:') ?? false,
    },
  };
}
