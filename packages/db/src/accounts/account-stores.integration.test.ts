import type { Account } from '@concert-mania/core/identity/model';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { describe, expect, it } from 'vitest';
import { makeAccountStore, makeEditProfile } from './account-store.ts';

const db = openForTest(await testDatabase());
const accounts = makeAccountStore(db);

let made = 0;
function person(email?: string): Account {
  made += 1;
  return {
    id: `usr_${made}`,
    email: email ?? `fan${made}@example.com`,
    name: 'Fan',
    phone: '+82 10 1234 5678',
    role: 'user',
    locale: 'en',
    emailVerified: false,
  };
}

describe('accounts', () => {
  it('are read back as stored, by id and by address in any case', async () => {
    const account = person('Box@Office.kr');
    expect(await accounts.insertAccount(account, 'hash-1')).toBe('inserted');
    expect(await accounts.findAccount(account.id)).toEqual(account);
    expect(await accounts.findCredentials('bOX@oFFICE.KR')).toEqual({
      account,
      passwordHash: 'hash-1',
      disabled: false,
    });
    expect(await accounts.findAccount('usr_none')).toBeNull();
    expect(await accounts.findCredentials('none@office.kr')).toBeNull();
  });

  it('change only in the named fields, and a phone can be removed', async () => {
    const account = person();
    await accounts.insertAccount(account, 'hash');
    const edit = makeEditProfile(db);
    expect(await edit(account.id, {})).toEqual(account);
    expect(await edit(account.id, { name: 'Sky' })).toEqual({ ...account, name: 'Sky' });
    const changed = { ...account, name: 'Sky', phone: null, locale: 'ko' };
    expect(await edit(account.id, { phone: null, locale: 'ko' })).toEqual(changed);
    expect(await accounts.findAccount(account.id)).toEqual(changed);
    expect(await edit('usr_none', { name: 'Sky' })).toBeNull();
  });

  it('are unique per address under simultaneous sign-ups', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        accounts.insertAccount(person(n % 2 === 0 ? 'same@one.kr' : 'SAME@one.kr'), 'hash'),
      ),
    );
    expect(results.filter((result) => result === 'inserted')).toHaveLength(1);
  });
});
