import { expect, it } from 'vitest';
import { mutedBy, preferencesOf } from './notice-preferences.ts';

const ALL = preferencesOf([]);

it('are all on until a fan switches one off', () => {
  expect(mutedBy(ALL)).toEqual([]);
  expect(Object.values(ALL).every(({ email, sms }) => email && sms)).toBe(true);
});

it('read as they were written', () => {
  const muted = ['hold_expired.email', 'admitted.sms'] as const;
  expect(mutedBy(preferencesOf(muted))).toEqual(muted);
});

it('never switch off a mail about money', () => {
  const off = { email: false, sms: false };
  const nothing = {
    ...ALL,
    reservation_confirmed: off,
    reservation_cancelled: off,
    late_money_refunded: off,
  };
  expect(mutedBy(nothing).filter((muted) => muted.endsWith('.email'))).toEqual([]);
});
