import { createHash, randomBytes } from 'node:crypto';
import type { NewSession, TokenDigests } from '@concert-mania/core/identity/sessions/session';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { makeAccountStore } from '../../account-store.ts';
import { makeSessionStore } from '../session-store.ts';

export const db = openForTest(await testDatabase(), 20);
const accounts = makeAccountStore(db);
export const sessions = makeSessionStore(db);
export const MOST = 100;
export const WINDOW = { refreshes: 5, windowSeconds: 600 };

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const digest = () => sha256(randomBytes(32));
export const token = (lineage: Uint8Array = digest()): TokenDigests => ({ digest: digest(), lineage });

let made = 0;
export async function account() {
  made += 1;
  const person = {
    id: `usr_${made}`,
    email: `fan${made}@example.com`,
    name: 'Fan',
    phone: null,
    role: 'user',
    locale: 'en',
    emailVerified: true,
  } as const;
  await accounts.insertAccount(person, 'hash');
  return person;
}

export async function start(accountId: string, given: Partial<NewSession> = {}, most = MOST) {
  made += 1;
  const first = token();
  const session: NewSession = {
    id: `ses_${made}`,
    accountId,
    userAgent: 'Browser',
    network: randomBytes(16),
    passwordHash: 'hash',
    secondFactor: false,
    lifeSeconds: 3_600,
    token: { ...first, ttlSeconds: 60 },
    ...given,
  };
  const started = await sessions.start(session, most);
  if (started === null) throw new Error(`session ${session.id} was not started`);
  return { id: session.id, first, ...started };
}

export const rotate = (used: TokenDigests, next = token(used.lineage), repeatSeconds = 0) =>
  sessions.rotate({ used, next, ttlSeconds: 60, repeatSeconds, limit: WINDOW });
