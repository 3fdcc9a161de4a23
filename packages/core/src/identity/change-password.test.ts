import { expect, it } from 'vitest';
import { makeChangePassword, makeConfirmPassword } from './change-password.ts';
import { unlimitedGuesses } from './guesses.ts';

const account = {
  id: 'usr_1',
  email: 'fan@example.com',
  emailVerified: true,
  name: 'Fan',
  phone: null,
  role: 'user',
  locale: 'ko',
} as const;

function changing(resetBefore?: string) {
  let passwordHash = 'hash of first-secret';
  const ended: unknown[] = [];
  const accounts = {
    insertAccount: async () => 'inserted' as const,
    findAccount: async (id: string) => (id === account.id ? account : null),
    findCredentials: async () => ({ account, passwordHash, disabled: false }),
    setPasswordHash: async (_: string, hash: string, replaced: string) => {
      if (passwordHash !== replaced) return false;
      passwordHash = hash;
      return true;
    },
  };
  const hasher = {
    hash: async (password: string) => {
      if (password === resetBefore) passwordHash = 'hash of a reset';
      return `hash of ${password}`;
    },
    verify: async (hash: string | null, password: string) => hash === `hash of ${password}`,
    isOutdated: () => false,
  };
  const change = makeChangePassword({
    accounts,
    hasher,
    commonPasswords: new Set(['password1']),
    confirmPassword: makeConfirmPassword({ accounts, hasher, guesses: unlimitedGuesses }),
    endSessions: async (...call) => void ended.push(call),
  });
  const ask = (currentPassword: string, newPassword: string) =>
    change({ accountId: 'usr_1', sessionId: 'ses_1', currentPassword, newPassword });
  return { ask, ended, hash: () => passwordHash };
}

it('replaces the password and ends every other session', async () => {
  const { ask, ended, hash } = changing();
  expect(await ask('first-secret', 'second-secret')).toEqual({ ok: true, value: null });
  expect(hash()).toBe('hash of second-secret');
  expect(ended).toEqual([['usr_1', 'ses_1']]);
});

it('does not undo a concurrent reset', async () => {
  const { ask, ended, hash } = changing('second-secret');
  const refused = { ok: false, error: { code: 'invalid_credentials' } };
  expect(await ask('first-secret', 'second-secret')).toEqual(refused);
  expect([hash(), ended]).toEqual(['hash of a reset', []]);
});

it('changes nothing for a wrong current password or a weak new one', async () => {
  const { ask, ended, hash } = changing();
  expect(await ask('wrong', 'second-secret')).toEqual({ ok: false, error: { code: 'invalid_credentials' } });
  expect(await ask('first-secret', 'PASSWORD1')).toEqual({ ok: false, error: { code: 'weak_password' } });
  expect([hash(), ended]).toEqual(['hash of first-secret', []]);
});
