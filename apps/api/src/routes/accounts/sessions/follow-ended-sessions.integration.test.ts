import { createHash, randomBytes } from 'node:crypto';
import { makeAccountStore } from '@concert-mania/db/accounts/account-store';
import { readEndedSessions } from '@concert-mania/db/accounts/sessions/ended-sessions';
import { makeSessionStore } from '@concert-mania/db/accounts/sessions/session-store';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeSessionNews } from '@concert-mania/redis/news/session-news';
import { makeLogger } from '@concert-mania/runtime/logger';
import { openForTest, openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { afterAll, expect, it, vi } from 'vitest';
import { makeEndedSessions } from './ended-sessions.ts';
import { followEndedSessions } from './follow-ended-sessions.ts';

const db = openForTest(await testDatabase());
const server = testRedis();
const keys = makeKeys(server.prefix);
const sessions = makeSessionStore(db);
const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

await makeAccountStore(db).insertAccount(
  { id: 'usr_1', email: 'a@b.kr', name: 'A', phone: null, role: 'user', locale: 'ko', emailVerified: true },
  'hash',
);

async function startSession(id: string) {
  const digest = createHash('sha256').update(randomBytes(8)).digest();
  const client = { userAgent: null, network: null, secondFactor: false };
  const token = { digest, lineage: digest, ttlSeconds: 60 };
  await sessions.start(
    { ...client, id, accountId: 'usr_1', passwordHash: 'hash', lifeSeconds: 60, token },
    100,
  );
}

/** Starts a replica of the API; a `deaf` one receives no published messages. */
async function startReplica(given: { readonly deaf?: boolean } = {}) {
  const ended = makeEndedSessions(60_000, () => performance.now());
  const subscriber = openRedisForTest(server);
  const news = makeSessionNews(openRedisForTest(server), subscriber, keys);
  const following = await followEndedSessions(ended, {
    read: readEndedSessions(db),
    news: given.deaf ? { ...news, listen: () => undefined } : news,
    log: makeLogger({ name: 'test', level: 'silent' }),
    nowMs: () => performance.now(),
    rememberSeconds: 60,
  });
  closers.push(following.close);
  return { ended, subscriber, ...following };
}

/** Two replicas; the second receives the first's messages. */
async function startTwo() {
  const [first, second] = [await startReplica(), await startReplica()];
  let round = 0;
  await vi.waitFor(async () => {
    round += 1;
    await first.announce([`ses_hello_${round}`]);
    expect(second.ended.has('ses_hello_1') || second.ended.has(`ses_hello_${round - 1}`)).toBe(true);
  });
  return [first, second] as const;
}

it('informs every replica at once of a session that ended on one of them', async () => {
  const [first, second] = await startTwo();
  const ended = new Promise<void>((resolve) => second.ended.onEnd('ses_told', resolve));
  await first.announce(['ses_told']);
  expect(first.ended.has('ses_told')).toBe(true);
  await ended;
});

it('informs a replica that starts later, and one whose subscription was lost', async () => {
  const [, early] = await startTwo();
  await startSession('ses_before');
  await sessions.end('usr_1', 'ses_before');
  expect((await startReplica({ deaf: true })).ended.has('ses_before')).toBe(true);
  expect(early.ended.has('ses_before')).toBe(false);
  early.subscriber.disconnect(true);
  await vi.waitFor(() => expect(early.ended.has('ses_before')).toBe(true));
});
