import { createHash, randomBytes } from 'node:crypto';
import type { Account } from '@concert-mania/core/identity/model';
import { openForTest } from '@concert-mania/testkit/open-connections';
import { testDatabase } from '@concert-mania/testkit/test-database';
import { describe, expect, it } from 'vitest';
import { makeAccountStore } from './account-store.ts';
import { makeRefreshTokenStore } from './refresh-token-store.ts';

const db = openForTest(await testDatabase(), 20);
const accounts = makeAccountStore(db);
const tokens = makeRefreshTokenStore(db);

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
  };
}
const digest = () => createHash('sha256').update(randomBytes(32)).digest();

async function family(ttlSeconds = 60) {
  const account = person();
  await accounts.insertAccount(account, 'hash');
  const first = digest();
  await tokens.startFamily({
    familyId: `fam_${account.id}`,
    accountId: account.id,
    digest: first,
    ttlSeconds,
  });
  const rotate = (from: Uint8Array, to: Uint8Array = digest()) =>
    tokens.rotate({ digest: from, nextDigest: to, ttlSeconds: 60 });
  return { account, first, rotate };
}

describe('accounts', () => {
  it('are read back as they were stored, by id and by address in any letters', async () => {
    const account = person('Box@Office.kr');
    expect(await accounts.insertAccount(account, 'hash-1')).toBe('inserted');
    expect(await accounts.findAccount(account.id)).toEqual(account);
    expect(await accounts.findCredentials('bOX@oFFICE.KR')).toEqual({ account, passwordHash: 'hash-1' });
    expect(await accounts.findAccount('usr_none')).toBeNull();
    expect(await accounts.findCredentials('none@office.kr')).toBeNull();
  });

  it('are one per address, however many sign up at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        accounts.insertAccount(person(n % 2 === 0 ? 'same@one.kr' : 'SAME@one.kr'), 'hash'),
      ),
    );
    expect(results.filter((result) => result === 'inserted')).toHaveLength(1);
  });
});

describe('refresh tokens', () => {
  it('work once each, one after the other', async () => {
    const { account, first, rotate } = await family();
    const second = digest();
    expect(await rotate(first, second)).toEqual({ kind: 'rotated', account });
    expect(await rotate(second)).toEqual({ kind: 'rotated', account });
  });

  it('revoke their whole family when one is used twice', async () => {
    const { first, rotate } = await family();
    const second = digest();
    await rotate(first, second);
    expect(await rotate(first)).toEqual({ kind: 'reused' });
    expect(await rotate(second)).toEqual({ kind: 'unknown' });
  });

  it('are rotated for one of many simultaneous users, and then the family is revoked', async () => {
    const { first, rotate } = await family();
    const nexts = Array.from({ length: 10 }, () => digest());
    const uses = await Promise.all(nexts.map((next) => rotate(first, next)));
    expect(uses.filter(({ kind }) => kind === 'rotated')).toHaveLength(1);
    expect(uses.filter(({ kind }) => kind === 'reused')).toHaveLength(9);
    for (const next of nexts) expect(await rotate(next)).toEqual({ kind: 'unknown' });
  });

  it('do not outlive their time', async () => {
    const { first, rotate } = await family(0);
    expect(await rotate(first)).toEqual({ kind: 'unknown' });
  });

  it('end with their session, and other sessions of the account stay', async () => {
    const { account, first, rotate } = await family();
    const other = digest();
    await tokens.startFamily({ familyId: 'fam_other', accountId: account.id, digest: other, ttlSeconds: 60 });
    await tokens.revokeFamily(first);
    await tokens.revokeFamily(digest());
    expect(await rotate(first)).toEqual({ kind: 'unknown' });
    expect(await rotate(other)).toMatchObject({ kind: 'rotated' });
  });

  it('are unknown when they never were', async () => {
    const { rotate } = await family();
    expect(await rotate(digest())).toEqual({ kind: 'unknown' });
  });
});
