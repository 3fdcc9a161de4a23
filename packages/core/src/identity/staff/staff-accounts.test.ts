import { describe, expect, it } from 'vitest';
import { decideAccountChange, type ManagedAccount } from './staff-accounts.ts';

const account = (given: Partial<ManagedAccount>): ManagedAccount => ({
  id: 'usr_1',
  email: 'a@b.co',
  name: 'A',
  phone: null,
  role: 'admin',
  locale: 'ko',
  emailVerified: true,
  disabledAt: null,
  createdAt: new Date(0),
  secondFactor: false,
  ...given,
});

describe('a change of an account', () => {
  it.each([{ role: 'user' as const }, { role: 'box_office' as const }, { disabled: true }])(
    'refuses %j for the last administrator only',
    (wanted) => {
      expect(decideAccountChange(account({}), 0, wanted)).toEqual({
        ok: false,
        error: { code: 'last_admin' },
      });
      expect(decideAccountChange(account({}), 1, wanted)).toEqual({ ok: true, value: wanted });
      const disabled = account({ disabledAt: new Date(1) });
      expect(decideAccountChange(disabled, 0, { role: 'user' }).ok).toBe(true);
    },
  );

  it('contains only what differs', () => {
    const same = { role: 'admin' as const, disabled: false };
    expect(decideAccountChange(account({}), 0, same)).toEqual({ ok: true, value: {} });
    expect(decideAccountChange(account({ role: 'user' }), 0, same)).toEqual({
      ok: true,
      value: { role: 'admin' },
    });
  });
});
