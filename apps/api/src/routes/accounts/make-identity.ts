import { makeChangePassword, makeConfirmPassword } from '@concert-mania/core/identity/change-password';
import type { Guesses } from '@concert-mania/core/identity/guesses';
import { normalisePasswords } from '@concert-mania/core/identity/password';
import type { AccountStore } from '@concert-mania/core/identity/ports';
import { type EraseAccountPorts, makeEraseAccount } from '@concert-mania/core/identity/profile/erase-account';
import { makeResetPassword, type PasswordResets } from '@concert-mania/core/identity/reset-password';
import { makeCheckCredentials } from '@concert-mania/core/identity/sessions/check-credentials';
import { makeEndSession, makeEndSessions } from '@concert-mania/core/identity/sessions/end-sessions';
import { makeLogIn } from '@concert-mania/core/identity/sessions/log-in';
import { makeLogOut } from '@concert-mania/core/identity/sessions/log-out';
import { makeRefreshSession } from '@concert-mania/core/identity/sessions/refresh-session';
import {
  makeCheckSecondFactor,
  type SecondFactorStore,
} from '@concert-mania/core/identity/sessions/second-factor';
import type { SessionNews, SessionStore } from '@concert-mania/core/identity/sessions/session';
import { makeStartAdminSession } from '@concert-mania/core/identity/sessions/start-admin-session';
import { makeSignUp } from '@concert-mania/core/identity/sign-up';
import type { StaffPasswords } from '@concert-mania/core/identity/staff/first-admin';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Logger } from '@concert-mania/runtime/logger';
import type { ApiSettings } from '../../config.ts';
import type { RequestGuards } from '../../http/env.ts';
import { REFRESH_LIMIT } from '../../middleware/limits.ts';
import type { ApiDeps } from '../../ports.ts';
import { ACCESS_TOKEN, ADMIN_SESSION, makeAccessTokens } from '../../security/access-tokens.ts';
import { makeArgon2Hasher } from '../../security/argon2-hasher.ts';
import { commonPasswords } from '../../security/common-passwords.ts';
import { makeNetworkDigest } from '../../security/network-digest.ts';
import { makeOneTimeCodes } from '../../security/one-time-codes.ts';
import { refreshTokenMint } from '../../security/refresh-token-mint.ts';
import { makeSecretBox } from '../../security/secret-box.ts';
import type { AdminBoard } from '../board/board.ts';
import { checkFirstAdmin } from './first-admin.ts';
import { makeSecondFactorUseCases } from './second-factor/second-factor.ts';
import type { EndedSessions } from './sessions/ended-sessions.ts';

const DAY_SECONDS = 86_400;

export interface Identity {
  readonly useCases: ApiDeps['identity'];
  readonly verifyAccessToken: RequestGuards['verifyAccessToken'];
  readonly admin: Omit<AdminBoard, 'queues' | 'refreshConcerts'>;
}

/**
 * Builds the use cases of accounts, tokens and passwords. Creates the first administrator if the
 * settings name one.
 */
export async function makeIdentity(
  config: ApiSettings,
  stores: {
    readonly accounts: AccountStore;
    readonly sessions: SessionStore;
    readonly news: SessionNews;
    readonly ended: EndedSessions;
    readonly secondFactors: SecondFactorStore;
    readonly guesses: Guesses;
    readonly newId: NewId;
    readonly staff: StaffPasswords;
    readonly log: Logger;
    /** Gets how many passwords wait to be hashed or checked. */
    readonly watchHashes: (waiting: () => number) => void;
    readonly mails: Pick<
      ApiDeps['identity'],
      | 'verifyEmail'
      | 'resendVerification'
      | 'askPasswordReset'
      | 'editProfile'
      | 'exportAccount'
      | 'noticePreferences'
    >;
    readonly resets: PasswordResets;
    readonly erasure: Pick<EraseAccountPorts, 'eraser' | 'leaveRooms'>;
  },
): Promise<Identity> {
  const { accounts, sessions, news, ended, guesses, newId, staff, log } = stores;
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
  const argon2 = await makeArgon2Hasher();
  stores.watchHashes(argon2.waiting);
  const hasher = normalisePasswords(argon2);
  const signUp = makeSignUp({ accounts, hasher, commonPasswords, newId });
  const sessionPorts = {
    sessions,
    news,
    accessTokens,
    mint: refreshTokenMint,
    newId,
    sessionSeconds: config.SESSION_DAYS * DAY_SECONDS,
    limit: config.RATE_LIMITS === 'on' ? REFRESH_LIMIT : { ...REFRESH_LIMIT, refreshes: 2 ** 31 - 1 },
  };
  await checkFirstAdmin(config, { staff, hasher, commonPasswords, newId }, log);
  const secondFactors = {
    guesses,
    secondFactors: stores.secondFactors,
    codes: makeOneTimeCodes(Date.now),
    box: makeSecretBox(config.SECOND_FACTOR_SECRET ?? [config.JWT_SECRET, ...config.JWT_PREVIOUS_SECRETS]),
  };
  const checkSecondFactor = makeCheckSecondFactor(secondFactors);
  const checkCredentials = makeCheckCredentials({ accounts, sessions, hasher, guesses, checkSecondFactor });
  const confirmPassword = makeConfirmPassword({ accounts, hasher, guesses });
  const endSessions = makeEndSessions(sessionPorts);

  return {
    useCases: {
      signUp,
      logIn: makeLogIn({ checkCredentials, ...sessionPorts }),
      refreshSession: makeRefreshSession(sessionPorts),
      logOut: makeLogOut(sessionPorts),
      endSessions,
      sessionStartedAt: sessions.startedAt,
      isKnownNetwork: sessions.isKnownNetwork,
      changePassword: makeChangePassword({ accounts, hasher, commonPasswords, confirmPassword, endSessions }),
      confirmPassword,
      eraseAccount: makeEraseAccount({ confirmPassword, news, ...stores.erasure }),
      secondFactor: makeSecondFactorUseCases(secondFactors),
      endSession: makeEndSession(sessionPorts),
      listSessions: sessions.list,
      networkDigest: makeNetworkDigest(config.JWT_SECRET),
      findAccount: accounts.findAccount,
      ...stores.mails,
      resetPassword: makeResetPassword({ resets: stores.resets, hasher, news, commonPasswords }),
    },
    verifyAccessToken: unlessEnded(accessTokens.verify, ended),
    admin: {
      checkCredentials,
      startSession: makeStartAdminSession({
        sessions,
        news,
        newId,
        tokens: adminSessions,
        lifeSeconds: config.ADMIN_SESSION_SECONDS,
      }),
      verifySession: unlessEnded(adminSessions.verify, ended),
      sessionSeconds: config.ADMIN_SESSION_SECONDS,
      readOnly: config.QUEUE_BOARD === 'read',
      secureCookies: config.NODE_ENV === 'production' || (config.PUBLIC_URL?.startsWith('https:') ?? false),
    },
  };
}

/** Rejects the tokens of ended sessions. */
const unlessEnded =
  (verify: RequestGuards['verifyAccessToken'], ended: EndedSessions): RequestGuards['verifyAccessToken'] =>
  (token) => {
    const account = verify(token);
    return account === null || ended.has(account.sessionId) ? null : account;
  };
