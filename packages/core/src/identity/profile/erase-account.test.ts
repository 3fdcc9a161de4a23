import { expect, it } from 'vitest';
import { ok, refuse } from '../../shared/result.ts';
import { makeEraseAccount } from './erase-account.ts';

function setUp(isInUse: boolean) {
  const calls: unknown[] = [];
  const erase = makeEraseAccount({
    confirmPassword: async (_, password) =>
      password === 'right'
        ? ok({ email: 'fan@example.com', passwordHash: 'hash' })
        : refuse({ code: 'invalid_credentials' }),
    eraser: {
      erase: async (id) => {
        calls.push(['erase', id]);
        return isInUse ? refuse({ code: 'account_in_use', blockedBy: ['wallet_balance'] }) : ok(['ses_1']);
      },
    },
    news: { announce: async (ended) => void calls.push(['ended', ...ended]) },
    leaveRooms: async (id) => void calls.push(['left', id]),
  });
  return { calls, ask: (password: string) => erase({ accountId: 'usr_1', password }) };
}

it('erases the account, ends its sessions in every process and leaves its waiting rooms', async () => {
  const { ask, calls } = setUp(false);
  expect(await ask('right')).toEqual({ ok: true, value: null });
  expect(calls).toEqual([
    ['erase', 'usr_1'],
    ['ended', 'ses_1'],
    ['left', 'usr_1'],
  ]);
});

it('does nothing for a wrong password or an account in use', async () => {
  const wrong = setUp(false);
  expect(await wrong.ask('wrong')).toEqual({ ok: false, error: { code: 'invalid_credentials' } });
  expect(wrong.calls).toEqual([]);
  const inUse = setUp(true);
  expect(await inUse.ask('right')).toMatchObject({ error: { blockedBy: ['wallet_balance'] } });
  expect(inUse.calls).toEqual([['erase', 'usr_1']]);
});
