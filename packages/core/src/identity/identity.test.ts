import { describe, expect, it } from 'vitest';
import { ensureAdmin } from './ensure-admin.ts';
import { makeLogIn } from './log-in.ts';
import { makeLogOut } from './log-out.ts';
import type { Account } from './model.ts';
import type { AccountStore, PasswordHasher, RefreshTokenStore, Rotation } from './ports.ts';
import { makeRefreshSession } from './refresh-session.ts';
import { makeSignUp, type SignUpRequest } from './sign-up.ts';

const person: SignUpRequest = {
  email: 'Fan@Example.com',
  password: 'seat-lover-1',
  name: 'Fan',
  phone: null,
  locale: 'ko',
  role: 'user',
};

function accountsInMemory() {
  const rows = new Map<string, { account: Account; passwordHash: string }>();
  const store: AccountStore = {
    insertAccount: async (account, passwordHash) => {
      const key = account.email.toLowerCase();
      if (rows.has(key)) return 'email_taken';
      rows.set(key, { account, passwordHash });
      return 'inserted';
    },
    findCredentials: async (email) => rows.get(email.toLowerCase()) ?? null,
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
  };
  return { hasher, verified: () => verified };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const mint = { mint: () => 'next-token', digest: (token: string) => (token === '' ? null : bytes(token)) };
const accessTokens = { ttlSeconds: 900, issue: async (account: Account) => `access of ${account.id}` };
const newId = (prefix: string) => `${prefix}_1`;

function refreshTokens(rotation: Rotation) {
  const calls: unknown[] = [];
  const store: RefreshTokenStore = {
    startFamily: async (first) => void calls.push(['start', first]),
    rotate: async (change) => {
      calls.push(['rotate', change]);
      return rotation;
    },
    revokeFamily: async (digest) => void calls.push(['revoke', digest]),
  };
  return { calls, store };
}

describe('signing up', () => {
  it('stores the account with a hash and never the password', async () => {
    const { rows, store } = accountsInMemory();
    const signedUp = await makeSignUp({ accounts: store, hasher: countingHasher().hasher, newId })(person);
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
    const signUp = makeSignUp({ accounts: store, hasher: countingHasher().hasher, newId });
    expect(await signUp({ ...person, password })).toEqual({ ok: false, error: { code: 'weak_password' } });
    expect(rows.size).toBe(0);
  });

  it.each(['8charsok', 'ab'.repeat(64), '비밀번호는여덟글자'])('accepts %j', async (password) => {
    const signUp = makeSignUp({ accounts: accountsInMemory().store, hasher: countingHasher().hasher, newId });
    expect((await signUp({ ...person, password })).ok).toBe(true);
  });

  it('refuses a second account of one address in other letters', async () => {
    const signUp = makeSignUp({ accounts: accountsInMemory().store, hasher: countingHasher().hasher, newId });
    await signUp(person);
    const second = await signUp({ ...person, email: 'FAN@example.COM' });
    expect(second).toEqual({ ok: false, error: { code: 'email_taken' } });
  });
});

describe('signing in', () => {
  const ports = () => {
    const { store: accounts } = accountsInMemory();
    const counting = countingHasher();
    const tokens = refreshTokens({ kind: 'unknown' });
    const { hasher } = counting;
    const logIn = makeLogIn({ accounts, hasher, refreshTokens: tokens.store, accessTokens, mint, newId });
    return { signUp: makeSignUp({ accounts, hasher, newId }), logIn, counting, tokens };
  };

  it('starts a session whose refresh token is stored as a digest alone', async () => {
    const { signUp, logIn, tokens } = ports();
    await signUp(person);
    const session = await logIn({ email: 'fan@example.com', password: person.password });
    expect(session).toEqual({
      ok: true,
      value: { accessToken: 'access of usr_1', refreshToken: 'next-token', expiresInSeconds: 900 },
    });
    expect(tokens.calls).toEqual([
      [
        'start',
        { familyId: 'fam_1', accountId: 'usr_1', digest: bytes('next-token'), ttlSeconds: 1_209_600 },
      ],
    ]);
  });

  it('answers the same, after the same work, for a wrong password and an unknown address', async () => {
    const { signUp, logIn, counting, tokens } = ports();
    await signUp(person);
    const wrong = await logIn({ email: person.email, password: 'seat-lover-2' });
    const unknown = await logIn({ email: 'nobody@example.com', password: 'seat-lover-1' });
    expect(wrong).toEqual({ ok: false, error: { code: 'invalid_credentials' } });
    expect(unknown).toEqual(wrong);
    expect(counting.verified()).toBe(2);
    expect(tokens.calls).toEqual([]);
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
  };
  const refresh = (rotation: Rotation) => {
    const tokens = refreshTokens(rotation);
    return {
      tokens,
      refreshSession: makeRefreshSession({ refreshTokens: tokens.store, accessTokens, mint }),
    };
  };

  it('exchanges the token for the next one and a new access token', async () => {
    const { tokens, refreshSession } = refresh({ kind: 'rotated', account });
    expect(await refreshSession('old-token')).toEqual({
      ok: true,
      value: { accessToken: 'access of usr_1', refreshToken: 'next-token', expiresInSeconds: 900 },
    });
    expect(tokens.calls).toMatchObject([
      ['rotate', { digest: bytes('old-token'), nextDigest: bytes('next-token') }],
    ]);
  });

  it('tells a used token from an unknown one, and does not look for what cannot be a token', async () => {
    const reused = await refresh({ kind: 'reused' }).refreshSession('old-token');
    expect(reused).toEqual({ ok: false, error: { code: 'refresh_token_reused' } });
    const unknown = await refresh({ kind: 'unknown' }).refreshSession('old-token');
    expect(unknown).toEqual({ ok: false, error: { code: 'invalid_refresh_token' } });
    const { tokens, refreshSession } = refresh({ kind: 'rotated', account });
    expect((await refreshSession('')).ok).toBe(false);
    expect(tokens.calls).toEqual([]);
  });

  it('is over after signing out', async () => {
    const tokens = refreshTokens({ kind: 'unknown' });
    const logOut = makeLogOut({ refreshTokens: tokens.store, mint });
    await logOut('old-token');
    await logOut('');
    expect(tokens.calls).toEqual([['revoke', bytes('old-token')]]);
  });
});

describe('the first administrator', () => {
  it('is made once, and an account of that address is left as it is', async () => {
    const { rows, store } = accountsInMemory();
    const signUp = makeSignUp({ accounts: store, hasher: countingHasher().hasher, newId });
    const admin = { email: 'box@office.kr', password: 'ticket-window-7' };
    expect(await ensureAdmin(signUp, admin)).toBe('created');
    expect(await ensureAdmin(signUp, { ...admin, password: 'ticket-window-8' })).toBe('present');
    expect(rows.get('box@office.kr')).toMatchObject({
      account: { role: 'admin' },
      passwordHash: 'hash of ticket-window-7',
    });
  });

  it('is refused with a weak password', async () => {
    const signUp = makeSignUp({ accounts: accountsInMemory().store, hasher: countingHasher().hasher, newId });
    await expect(ensureAdmin(signUp, { email: 'box@office.kr', password: 'password1' })).rejects.toThrow(
      /ADMIN_PASSWORD/,
    );
  });
});
