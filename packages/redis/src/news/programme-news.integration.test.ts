import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { expect, it, vi } from 'vitest';
import { makeKeys } from '../keys.ts';
import { makeProgrammeNews } from './programme-news.ts';

const server = testRedis();
const keys = makeKeys(server.prefix);

function replica() {
  const subscriber = openRedisForTest(server);
  const news = makeProgrammeNews(openRedisForTest(server), subscriber, keys);
  let edits = 0;
  news.listen(() => {
    edits += 1;
  });
  return { news, subscriber, edits: () => edits };
}

it('notifies every replica of an edit, and of a possible gap after a broken connection', async () => {
  const [first, second] = [replica(), replica()];
  for (const { edits } of [first, second]) await vi.waitFor(() => expect(edits()).toBe(1));
  await first.news.announce();
  for (const { edits } of [first, second]) await vi.waitFor(() => expect(edits()).toBe(2));
  second.subscriber.disconnect(true);
  await vi.waitFor(() => expect(second.edits()).toBe(3));
  await first.news.announce();
  await vi.waitFor(() => expect(second.edits()).toBe(4));
});
