import { expect, it } from 'vitest';
import { makeResetPassword } from './reset-password.ts';

function setUp(email: string | null = 'fan@example.com', stillGood = true) {
  const calls: unknown[] = [];
  const reset = makeResetPassword({
    commonPasswords: new Set(['password']),
    resets: {
      findEmail: async () => email,
      use: async (token, hash) => {
        calls.push(['used', token, hash]);
        return stillGood ? { accountId: 'usr_1', ended: ['ses_1'] } : null;
      },
    },
    hasher: { hash: async (password) => `hash of ${password}` },
    news: { announce: async (ended) => void calls.push(['ended', ...ended]) },
  });
  return { reset, calls };
}

it('sets the new password and publishes which sessions ended', async () => {
  const { reset, calls } = setUp();
  expect(await reset({ token: 't', password: 'seat-lover-1' })).toEqual({ ok: true, value: 'usr_1' });
  expect(calls).toEqual([
    ['used', 't', 'hash of seat-lover-1'],
    ['ended', 'ses_1'],
  ]);
});

it.each([
  ['a token that is not good', null, true, 'seat-lover-1', 'token_invalid'],
  ['a token that somebody uses meanwhile', 'fan@example.com', false, 'seat-lover-1', 'token_invalid'],
  ['a weak password', 'fan@example.com', true, 'password', 'weak_password'],
  ["the account's own address", 'fan@example.com', true, 'Fan@example.com', 'weak_password'],
] as const)('refuses %s and ends no session', async (_, email, stillGood, password, code) => {
  const { reset, calls } = setUp(email, stillGood);
  expect(await reset({ token: 't', password })).toEqual({ ok: false, error: { code } });
  expect(calls).not.toContainEqual(['ended', 'ses_1']);
  if (code === 'weak_password') expect(calls).toEqual([]);
});
