import { describe, expect, it } from 'vitest';
import type { Guesses } from '../guesses.ts';
import { isAcceptablePassword, normalisePasswords } from '../password.ts';
import type { PasswordHasher } from '../ports.ts';
import { type CredentialsRequest, makeCheckCredentials } from './check-credentials.ts';

const account = {
  id: 'usr_1',
  email: 'Fan@example.com',
  emailVerified: true,
  name: 'Fan',
  phone: null,
  role: 'user',
  locale: 'ko',
} as const;
const HOME = new Uint8Array([1]);
const ELSEWHERE = new Uint8Array([2]);

/** Compares plain text; `old cost` stands for a hash with an earlier cost. */
const plain: PasswordHasher = {
  hash: async (password) => `hash of ${password}`,
  verify: async (hash, password) => hash?.replace('old cost ', '') === `hash of ${password}`,
  isOutdated: (hash) => hash.startsWith('old cost '),
};

/** Allows three attempts per key. */
function countingGuesses() {
  const attempts = new Map<string, number>();
  const guesses: Guesses = {
    begin: async (key) => {
      const made = attempts.get(key) ?? 0;
      if (made >= 3) return 8;
      attempts.set(key, made + 1);
      return 0;
    },
    end: async (key, result) => {
      if (result === 'right') attempts.delete(key);
      else attempts.set(key, (attempts.get(key) ?? 1) - 1);
    },
  };
  return { attempts, guesses };
}

function checking(
  given: {
    passwordHash?: string;
    second?: 'none' | 'required' | 'right' | 'wrong';
    resetMeanwhile?: true;
  } = {},
) {
  let passwordHash = given.passwordHash ?? 'hash of right';
  const { attempts, guesses } = countingGuesses();
  const check = makeCheckCredentials({
    accounts: {
      insertAccount: async () => 'inserted',
      findAccount: async () => account,
      findCredentials: async (email) =>
        email.normalize('NFKC').toLowerCase() === 'fan@example.com'
          ? { account, passwordHash, disabled: false }
          : null,
      setPasswordHash: async (_, hash, replaced) => {
        if (passwordHash !== replaced) return false;
        passwordHash = hash;
        return true;
      },
    },
    sessions: { knowsNetwork: async (_, network) => network[0] === HOME[0] },
    hasher: normalisePasswords({
      ...plain,
      hash: async (password) => {
        if (given.resetMeanwhile) passwordHash = 'hash of another';
        return plain.hash(password);
      },
    }),
    guesses,
    checkSecondFactor: async () => given.second ?? 'none',
  });
  const ask = async (password: string, more: Partial<CredentialsRequest> = {}) => {
    const client = { userAgent: null, network: HOME };
    const checked = await check({ email: 'fan@example.com', password, client, ...more });
    return checked.ok ? 'right' : checked.error.code;
  };
  return { ask, attempts, hash: () => passwordHash };
}
const from = (network: Uint8Array) => ({ client: { userAgent: null, network } });

describe('guessing at an account', () => {
  it('is delayed after some failures, but not for the owner in a known network', async () => {
    const { ask } = checking();
    for (let guess = 0; guess < 3; guess += 1) {
      expect(await ask('wrong', from(ELSEWHERE))).toBe('invalid_credentials');
    }
    expect(await ask('wrong', from(ELSEWHERE))).toBe('rate_limited');
    expect(await ask('right', from(ELSEWHERE))).toBe('rate_limited');
    expect(await ask('right', from(HOME))).toBe('right');
  });

  it('is also delayed within a network that the owner shares', async () => {
    const { ask } = checking();
    for (let guess = 0; guess < 3; guess += 1) await ask('wrong');
    expect(await ask('wrong')).toBe('rate_limited');
  });

  it('is forgotten after a right password', async () => {
    const { ask, attempts } = checking();
    for (let login = 0; login < 20; login += 1) {
      await ask('wrong');
      expect(await ask('right')).toBe('right');
    }
    expect(attempts.size).toBe(0);
  });

  it('is counted by account, regardless of the case of the address', async () => {
    const { ask } = checking();
    for (const email of ['fan@example.com', 'FAN@example.com', 'ｆan@example.com'])
      await ask('wrong', { email, ...from(ELSEWHERE) });
    expect(await ask('wrong', { email: 'fａn@example.com', ...from(ELSEWHERE) })).toBe('rate_limited');
  });

  it('is also counted for addresses without an account', async () => {
    const { ask } = checking();
    const unknown = { email: 'unknown@example.com', ...from(ELSEWHERE) };
    for (let guess = 0; guess < 3; guess += 1) await ask('wrong', unknown);
    expect(await ask('wrong', unknown)).toBe('rate_limited');
  });

  it('is refused from a network that failed too often, except for accounts that signed in from it', async () => {
    const { ask } = checking();
    const failed = { networkRetryAfterSeconds: 60 };
    expect(await ask('right', { ...failed, ...from(ELSEWHERE) })).toBe('rate_limited');
    expect(await ask('right', failed)).toBe('right');
  });

  it('counts wrong codes like wrong passwords, but not a request for a code', async () => {
    const wrong = checking({ second: 'wrong' });
    for (let guess = 0; guess < 3; guess += 1) {
      expect(await wrong.ask('right', { code: '000000' })).toBe('second_factor_invalid');
    }
    expect(await wrong.ask('right', { code: '000000' })).toBe('rate_limited');
    const asked = checking({ second: 'required' });
    for (let login = 0; login < 9; login += 1)
      expect(await asked.ask('right')).toBe('second_factor_required');
  });
});

describe('a password', () => {
  const KOREAN = '비밀번호를잊지마세요';

  it('matches in any Unicode form, at sign-up and at login', async () => {
    const hash = await normalisePasswords(plain).hash(KOREAN.normalize('NFD'));
    for (const form of ['NFC', 'NFD'] as const) {
      expect(await checking({ passwordHash: hash }).ask(KOREAN.normalize(form))).toBe('right');
    }
  });

  it('still matches as typed if an earlier version hashed it', async () => {
    const typed = KOREAN.normalize('NFD');
    expect(await checking({ passwordHash: await plain.hash(typed) }).ask(typed)).toBe('right');
  });

  it('is measured in composed characters, and compared with common passwords in any width and case', () => {
    const common = new Set(['password']);
    expect(isAcceptablePassword('김치전'.normalize('NFD'), 'a@b.kr', common)).toBe(false);
    expect(isAcceptablePassword(KOREAN.normalize('NFD'), 'a@b.kr', common)).toBe(true);
    expect(isAcceptablePassword('ｐａｓｓＷＯＲＤ', 'a@b.kr', common)).toBe(false);
  });

  it('is hashed again at a successful login after the cost changed', async () => {
    const { ask, hash } = checking({ passwordHash: 'old cost hash of right' });
    await ask('wrong');
    expect(hash()).toBe('old cost hash of right');
    await ask('right');
    expect(hash()).toBe('hash of right');
  });

  it('stays reset if a login hashes the old one again meanwhile', async () => {
    const { ask, hash } = checking({ passwordHash: 'old cost hash of right', resetMeanwhile: true });
    await ask('right');
    expect(hash()).toBe('hash of another');
  });
});
