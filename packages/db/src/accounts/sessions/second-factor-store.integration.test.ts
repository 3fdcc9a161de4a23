import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import { makeAccountStore } from '../account-store.ts';
import { makeSecondFactorStore } from './second-factor-store.ts';
import { makeSessionStore } from './session-store.ts';

const db = openForTest(await testDatabase(), 10);
const factors = makeSecondFactorStore(db);
const person = { emailVerified: true, name: 'A', phone: null, role: 'admin', locale: 'ko' } as const;
await makeAccountStore(db).insertAccount({ id: 'usr_1', email: 'a@b.kr', ...person }, 'hash');
const recovery = [1, 2].map((n) => Buffer.from([n]));

it('is active once confirmed, accepts each code once, and cannot be replaced', async () => {
  const token = { digest: Buffer.from([9]), lineage: Buffer.from([8]), ttlSeconds: 60 };
  const client = { userAgent: null, network: null, secondFactor: false };
  await makeSessionStore(db).start(
    { ...client, id: 'ses_1', accountId: 'usr_1', passwordHash: 'hash', lifeSeconds: 60, token },
    9,
  );
  expect(await factors.find('usr_1')).toBeNull();
  expect(await factors.propose('usr_1', 'first', recovery)).toBe(true);
  expect(await factors.propose('usr_1', 'second', recovery)).toBe(true);
  expect(await factors.find('usr_1')).toEqual({ sealedSecret: 'second', confirmed: false });

  expect(await factors.confirm('usr_1', 100, 'ses_1')).toBe(true);
  expect(await factors.confirm('usr_1', 101, 'ses_1')).toBe(false);
  expect(await db.query('select second_factor from sessions')).toEqual([{ second_factor: true }]);
  expect(await factors.propose('usr_1', 'third', recovery)).toBe(false);

  const uses = await Promise.all(Array.from({ length: 5 }, () => factors.useStep('usr_1', 101)));
  expect(uses.filter(Boolean)).toHaveLength(1);
  expect(await factors.useStep('usr_1', 100)).toBe(false);
  const [code = Buffer.from([])] = recovery;
  const again = await Promise.all(Array.from({ length: 5 }, () => factors.useRecoveryCode('usr_1', code)));
  expect(again.filter(Boolean)).toHaveLength(1);

  expect(await factors.remove('usr_1')).toBe(true);
  // The session no longer counts as one with a second factor.
  expect(await db.query('select second_factor from sessions')).toEqual([{ second_factor: false }]);
  expect(await factors.remove('usr_1')).toBe(false);
});
