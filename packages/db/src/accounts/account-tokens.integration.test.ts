import type { Account } from '@concert-mania/core/identity/model';
import { makeAccount, newId } from '@concert-mania/testkit/data/builders';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeAskPasswordReset, makeResendVerification, makeScheduleResets } from './account-mails.ts';
import { makeAccountStore } from './account-store.ts';
import {
  makeAccountTokens,
  makeIsEmailVerified,
  makePasswordResets,
  makeVerifyEmail,
} from './account-tokens.ts';
import { makeSecondFactorStore } from './sessions/second-factor-store.ts';

const db = openForTest(await testDatabase());
const accounts = makeAccountStore(db);
const tokens = makeAccountTokens(db);
const verifyEmail = makeVerifyEmail(db);
const isVerified = makeIsEmailVerified(db);
const resend = makeResendVerification(db, newId);
const ask = makeAskPasswordReset(db, newId);
const scheduleResets = makeScheduleResets(db, 3);

const person = (emailVerified = false): Account => {
  const id = newId('usr');
  return {
    id,
    email: `${id}@fans.example`,
    name: 'Fan',
    phone: null,
    role: 'user',
    locale: 'en',
    emailVerified,
  };
};
const signedUp = async (emailVerified = false): Promise<Account> => {
  const account = person(emailVerified);
  await accounts.insertAccount(account, 'hash');
  return account;
};
const mailsOf = ({ id }: Pick<Account, 'id'>) =>
  db.query('select template, channel from notifications where account_id = $1 order by created_at', [id]);
const VERIFY = { template: 'verify_email', channel: 'email' };
const RESET = { template: 'reset_password', channel: 'email' };
const expire = (id: string) =>
  db.query(`update account_tokens set expires_at = now() - interval '1 second' where account_id = $1`, [id]);

beforeEach(() => db.query('delete from password_reset_requests'));

describe('a mail to verify an address', () => {
  it('is scheduled with the account, unless the address is already verified', async () => {
    expect(await mailsOf(await signedUp())).toEqual([VERIFY]);
    expect(await mailsOf(await signedUp(true))).toEqual([]);
  });

  it('is not scheduled for an address that has an account', async () => {
    const account = await signedUp();
    expect(await accounts.insertAccount({ ...account, id: newId('usr') }, 'hash')).toBe('email_taken');
    expect(await mailsOf(account)).toEqual([VERIFY]);
  });

  it('can be asked for again until the address is verified', async () => {
    const account = await signedUp();
    await resend(account.id);
    expect(await mailsOf(account)).toEqual([VERIFY, VERIFY]);
    await verifyEmail((await tokens.issue(account.id, 'verify_email', 60)) ?? '');
    await resend(account.id);
    expect(await mailsOf(account)).toHaveLength(2);
  });
});

describe('a token', () => {
  it('verifies an address once and invalidates other verification tokens', async () => {
    const { id } = await signedUp();
    const [first, second] = [
      await tokens.issue(id, 'verify_email', 60),
      await tokens.issue(id, 'verify_email', 60),
    ];
    expect(await isVerified(id)).toBe(false);
    const used = await Promise.all(Array.from({ length: 5 }, () => verifyEmail(first ?? '')));
    expect(used.filter((account) => account === id)).toHaveLength(1);
    expect(await isVerified(id)).toBe(true);
    expect(await verifyEmail(second ?? '')).toBeNull();
    expect((await accounts.findAccount(id))?.emailVerified).toBe(true);
  });

  it('is refused when expired, made for another purpose, or unknown', async () => {
    const { id } = await signedUp();
    const late = (await tokens.issue(id, 'verify_email', 60)) ?? '';
    await expire(id);
    const reset = (await tokens.issue(id, 'reset_password', 60)) ?? '';
    for (const token of [late, reset, 'x', 'A'.repeat(43), `${reset}=`]) {
      expect(await verifyEmail(token)).toBeNull();
    }
    expect(await isVerified(id)).toBe(false);
  });

  it('is stored only as a digest', async () => {
    const { id } = await signedUp();
    const token = (await tokens.issue(id, 'verify_email', 60)) ?? '';
    const [row] = await db.query('select * from account_tokens where account_id = $1', [id]);
    expect(JSON.stringify(row)).not.toContain(token);
    expect(token).toHaveLength(43);
  });

  it('is not made for an erased account', async () => {
    const { id } = await signedUp();
    await db.query('update accounts set erased_at = now() where id = $1', [id]);
    expect(await tokens.issue(id, 'verify_email', 60)).toBeNull();
  });
});

describe('a password reset', () => {
  it('is recorded for every address, and mailed only where the address has an account', async () => {
    const account = await signedUp(true);
    await ask(account.email.toUpperCase());
    await ask('unknown@fans.example');
    expect(await db.query('select from password_reset_requests')).toHaveLength(2);
    expect(await scheduleResets()).toBe(1);
    expect(await mailsOf(account)).toEqual([RESET]);
    expect(await db.query('select from password_reset_requests')).toEqual([]);
  });

  it('is mailed once for simultaneous requests, and a few times a day', async () => {
    const account = await signedUp(true);
    await Promise.all([ask(account.email), ask(account.email)]);
    expect(await scheduleResets()).toBe(1);
    for (let n = 0; n < 4; n += 1) {
      await ask(account.email);
      await scheduleResets();
    }
    expect(await mailsOf(account)).toHaveLength(3);
  });

  it('is mailed beyond that limit when the last token has expired', async () => {
    const account = await signedUp(true);
    for (let n = 0; n < 4; n += 1) {
      await ask(account.email);
      await scheduleResets();
    }
    await db.query(
      `update notifications set created_at = created_at - interval '31 minutes' where account_id = $1`,
      [account.id],
    );
    for (let n = 0; n < 2; n += 1) {
      await ask(account.email);
      await scheduleResets();
    }
    expect(await mailsOf(account)).toHaveLength(4);
  });

  it('sets the password once, verifies the address and ends every session', async () => {
    const account = await signedUp();
    await db.query(
      `insert into sessions (id, account_id, ends_at) values ('ses_' || $1, $1, now() + interval '1 day')`,
      [account.id],
    );
    const resets = makePasswordResets(db);
    const token = (await tokens.issue(account.id, 'reset_password', 60)) ?? '';
    expect(await resets.findEmail(token)).toBe(account.email);
    const used = await Promise.all(Array.from({ length: 4 }, () => resets.use(token, 'next hash')));
    expect(used.filter((one) => one !== null)).toEqual([
      { accountId: account.id, ended: [`ses_${account.id}`] },
    ]);
    expect(await accounts.findCredentials(account.email)).toMatchObject({ passwordHash: 'next hash' });
    expect(await isVerified(account.id)).toBe(true);
    expect(await resets.findEmail(token)).toBeNull();
  });

  it('removes a second factor set before the address was verified', async () => {
    const resets = makePasswordResets(db);
    const factors = makeSecondFactorStore(db);
    for (const isOwner of [false, true]) {
      const { id } = await signedUp(isOwner);
      await factors.propose(id, 'sealed', []);
      await factors.confirm(id, 1, null);
      await resets.use((await tokens.issue(id, 'reset_password', 60)) ?? '', 'next hash');
      expect((await factors.find(id)) !== null).toBe(isOwner);
    }
  });

  it('is not mailed to a disabled account', async () => {
    const id = await makeAccount(db);
    await db.query('update accounts set disabled_at = now() where id = $1', [id]);
    await ask(`${id}@fans.example`);
    expect(await scheduleResets()).toBe(0);
  });
});
