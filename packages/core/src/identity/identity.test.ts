import { describe, expect, it } from 'vitest';
import { unlimitedGuesses } from './guesses.ts';
import type { Account } from './model.ts';
import type { AccountStore, PasswordHasher } from './ports.ts';
import { makeCheckCredentials } from './sessions/check-credentials.ts';
import { makeEndSession, makeEndSessions } from './sessions/end-sessions.ts';
import { makeLogIn } from './sessions/log-in.ts';
import { makeLogOut } from './sessions/log-out.ts';
import { makeRefreshSession } from './sessions/refresh-session.ts';
import type { Rotation, SessionGrant, SessionStore } from './sessions/session.ts';
import { makeSignUp, type SignUpRequest } from './sign-up.ts';

const person: SignUpRequest = {
  email: 'Fan@Example.com',
  password: 'seat-lover-1',
  name: 'Fan',
  phone: null,
  locale: 'ko',
  role: 'user',
  emailVerified: false,
};

const commonPasswords = new Set(['password1', 'password123']);

function accountsInMemory() {
  const rows = new Map<string, { account: Account; passwordHash: string; disabled: boolean }>();
  const store: AccountStore = {
    insertAccount: async (account, passwordHash) => {
      const key = account.email.toLowerCase();
      if (rows.has(key)) return 'email_taken';
      rows.set(key, { account, passwordHash, disabled: false });
      return 'inserted';
    },
    findCredentials: async (email) => rows.get(email.toLowerCase()) ?? null,
    setPasswordHash: async () => true,
    findAccount: async (id) => [...rows.values()].find(({ account }) => account.id === id)?.account ?? null,
  };
  return { rows, store };
}

function countingHasher() {
  let verified = 0;
  const hasher: PasswordHasher = {
    hash: async (password) => `hash of ${password}`,
    verify: async (hash, password) => {
      verified += 1;
      return hash === `hash of ${password}`;
    },
    isOutdated: () => false,
  };
  return { hasher, verified: () => verified };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const mint = {
  mint: () => 'next-token',
  digest: (token: string) =>
    token === '' ? null : { digest: bytes(token), lineage: bytes(`lineage of ${token}`) },
};
const accessTokens = {
  issue: async ({ account, sessionId }: SessionGrant) => ({
    token: `access of ${account.id} in ${sessionId}`,
    ttlSeconds: 900,
  }),
};
const newId = (prefix: string) => `${prefix}_1`;
const client = { userAgent: 'Browser', network: bytes('network') };
const endsAt = new Date('2026-05-30T11:00:00Z');

function sessionsInMemory(rotation: Rotation = { kind: 'unknown' }, ended: string[] = [], outdated = 0) {
  let outdatedStarts = outdated;
  const calls: unknown[] = [];
  const announced: string[] = [];
  const store: SessionStore = {
    start: async (session, most) => {
      calls.push(['start', session, most]);
      outdatedStarts -= 1;
      const { role } = person;
      const account = { ...person, role, id: session.accountId };
      return outdatedStarts >= 0 ? null : { account, endsAt, ended };
    },
    rotate: async (change) => {
      calls.push(['rotate', change]);
      return rotation;
    },
    endByToken: async ({ digest }) => {
      calls.push(['end by token', digest]);
      return 'ses_1';
    },
    end: async (_, id) => id === 'ses_1',
    endAll: async (accountId, except) => {
      calls.push(['end all', accountId, except]);
      return ['ses_2', 'ses_3'];
    },
    list: async () => [],
    knowsNetwork: async () => false,
    isKnownNetwork: async () => false,
    startedAt: async () => null,
  };
  const news = { announce: async (ids: readonly string[]) => void announced.push(...ids) };
  return { calls, announced, store, news };
}

describe('signing up', () => {
  it('stores the account with a hash and never the password', async () => {
    const { rows, store } = accountsInMemory();
    const signedUp = await makeSignUp({
      accounts: store,
      hasher: countingHasher().hasher,
      commonPasswords,
      newId,
    })(person);
    const { password: _, ...visible } = person;
    expect(signedUp).toEqual({ ok: true, value: { id: 'usr_1', ...visible } });
    expect(rows.get('fan@example.com')?.passwordHash).toBe('hash of seat-lover-1');
  });

  it.each([
    ['too short', 'short-1'],
    ['too long', 'x1'.repeat(65)],
    ['a common one', 'PassWord123'],
    ['one character repeated', '\u{1f3b8}'.repeat(9)],
    ['the address itself', 'fan@example.com'],
  ])('refuses a password that is %s, before anything is stored', async (_, password) => {
    const { rows, store } = accountsInMemory();
    const signUp = makeSignUp({ accounts: store, hasher: countingHasher().hasher, commonPasswords, newId });
    expect(await signUp({ ...person, password })).toEqual({ ok: false, error: { code: 'weak_password' } });
    expect(rows.size).toBe(0);
  });

  it.each(['8charsok', 'ab'.repeat(64), '비밀번호는여덟글자'])('accepts %j', async (password) => {
    const signUp = makeSignUp({
      accounts: accountsInMemory().store,
      hasher: countingHasher().hasher,
      commonPasswords,
      newId,
    });
    expect((await signUp({ ...person, password })).ok).toBe(true);
  });

  it('refuses a second account for an address in another case', async () => {
    const signUp = makeSignUp({
      accounts: accountsInMemory().store,
      hasher: countingHasher().hasher,
      commonPasswords,
      newId,
    });
    await signUp(person);
    const second = await signUp({ ...person, email: 'FAN@example.COM' });
    expect(second).toEqual({ ok: false, error: { code: 'email_taken' } });
  });
});

describe('signing in', () => {
  const ports = (outdatedStarts = 0) => {
    const { store: accounts } = accountsInMemory();
    const counting = countingHasher();
    const sessions = sessionsInMemory({ kind: 'unknown' }, ['ses_oldest'], outdatedStarts);
    const { hasher } = counting;
    const { store, news } = sessions;
    const ports = { sessions: store, news, accessTokens, mint, newId, sessionSeconds: 7_776_000 };
    const checkCredentials = makeCheckCredentials({
      accounts,
      hasher,
      sessions: store,
      guesses: unlimitedGuesses,
      checkSecondFactor: async () => 'none',
    });
    const logIn = makeLogIn({ checkCredentials, ...ports });
    return { signUp: makeSignUp({ accounts, hasher, commonPasswords, newId }), logIn, counting, sessions };
  };

  it('starts a session, stores only digests of its refresh token, and ends sessions beyond the limit', async () => {
    const { signUp, logIn, sessions } = ports();
    await signUp(person);
    const session = await logIn({ email: 'fan@example.com', password: person.password, client });
    expect(session).toEqual({
      ok: true,
      value: {
        accessToken: 'access of usr_1 in ses_1',
        refreshToken: 'next-token',
        expiresInSeconds: 900,
        accountId: 'usr_1',
        sessionId: 'ses_1',
      },
    });
    const token = { ...mint.digest('next-token'), ttlSeconds: 1_209_600 };
    const passwordHash = 'hash of seat-lover-1';
    const life = { secondFactor: false, lifeSeconds: 7_776_000 };
    const started = { id: 'ses_1', accountId: 'usr_1', passwordHash, ...life, token };
    expect(sessions.calls).toEqual([['start', { ...started, ...client }, 100]]);
    expect(sessions.announced).toEqual(['ses_oldest']);
  });

  it('starts no session if the password or the account changed after the check', async () => {
    for (const [outdatedStarts, right] of [
      [1, true],
      [2, false],
    ] as const) {
      const { signUp, logIn } = ports(outdatedStarts);
      await signUp(person);
      const { ok } = await logIn({ email: person.email, password: person.password, client });
      expect(ok).toBe(right);
    }
  });

  it('gives the same answer after the same work for a wrong password and an unknown address', async () => {
    const { signUp, logIn, counting, sessions } = ports();
    await signUp(person);
    const wrong = await logIn({ email: person.email, password: 'seat-lover-2', client });
    const unknown = await logIn({ email: 'unknown@example.com', password: 'seat-lover-1', client });
    expect(wrong).toEqual({ ok: false, error: { code: 'invalid_credentials' } });
    expect(unknown).toEqual(wrong);
    expect(counting.verified()).toBe(2);
    expect(sessions.calls).toEqual([]);
  });
});

describe('refreshing a session', () => {
  const account: Account = {
    id: 'usr_1',
    email: 'a@b.c',
    name: 'A',
    phone: null,
    role: 'user',
    locale: 'ko',
    emailVerified: true,
  };
  const rotated: Rotation = {
    kind: 'rotated',
    grant: { account, sessionId: 'ses_1', endsAt, secondFactor: false },
  };
  const limit = { refreshes: 3, windowSeconds: 60 };
  const refresh = (rotation: Rotation) => {
    const sessions = sessionsInMemory(rotation);
    const { store, news } = sessions;
    const ports = { sessions: store, news, accessTokens, mint, limit };
    return { ...sessions, refreshSession: makeRefreshSession(ports) };
  };

  it('exchanges the token for the next one and a new access token', async () => {
    const { calls, refreshSession } = refresh(rotated);
    expect(await refreshSession('old-token')).toEqual({
      ok: true,
      value: { accessToken: 'access of usr_1 in ses_1', refreshToken: 'next-token', expiresInSeconds: 900 },
    });
    const [used, next] = [mint.digest('old-token'), mint.digest('next-token')];
    expect(calls).toEqual([['rotate', { used, next, ttlSeconds: 1_209_600, repeatSeconds: 0, limit }]]);
  });

  it('answers a repeated request without a next token, which the first request got', async () => {
    const { calls, refreshSession } = refresh({ ...rotated, kind: 'repeated' });
    expect(await refreshSession('old-token', { repeatSeconds: 10 })).toMatchObject({
      ok: true,
      value: { accessToken: 'access of usr_1 in ses_1', refreshToken: null },
    });
    expect(calls).toMatchObject([['rotate', { repeatSeconds: 10 }]]);
  });

  it('distinguishes a used token from an unknown one, and does not query for malformed tokens', async () => {
    const reused = refresh({ kind: 'reused', ended: ['ses_1'] });
    expect(await reused.refreshSession('old-token')).toEqual({
      ok: false,
      error: { code: 'refresh_token_reused' },
    });
    expect(reused.announced).toEqual(['ses_1']);
    const unknown = await refresh({ kind: 'unknown' }).refreshSession('old-token');
    expect(unknown).toEqual({ ok: false, error: { code: 'invalid_refresh_token' } });
    const { calls, refreshSession } = refresh(rotated);
    expect((await refreshSession('')).ok).toBe(false);
    expect(calls).toEqual([]);
  });

  it('is refused beyond its limit, with the time to wait', async () => {
    const limited = await refresh({ kind: 'limited', retryAfterSeconds: 7 }).refreshSession('old-token');
    expect(limited).toEqual({ ok: false, error: { code: 'rate_limited', retryAfterSeconds: 7 } });
  });
});

describe('the end of a session', () => {
  it('is published to every process after signing out', async () => {
    const { calls, announced, store, news } = sessionsInMemory();
    const logOut = makeLogOut({ sessions: store, news, mint });
    await logOut('old-token');
    await logOut('');
    expect(calls).toEqual([['end by token', bytes('old-token')]]);
    expect(announced).toEqual(['ses_1']);
  });

  it("is published to every process when ended elsewhere; another account's session is unknown", async () => {
    const { calls, announced, store, news } = sessionsInMemory();
    const endSession = makeEndSession({ sessions: store, news });
    expect(await endSession('usr_1', 'ses_other')).toBe(false);
    expect(await endSession('usr_1', 'ses_1')).toBe(true);
    await makeEndSessions({ sessions: store, news })('usr_1', 'ses_9');
    expect(calls).toEqual([['end all', 'usr_1', 'ses_9']]);
    expect(announced).toEqual(['ses_1', 'ses_2', 'ses_3']);
  });
});
