import { makeSale } from '@concert-mania/testkit/data/builders';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { logInFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { startApi, TEST_ADMIN } from '@concert-mania/testkit/system/start-api';
import { expect, it } from 'vitest';

const database = await testDatabase();
const db = openForTest(database);
const api = await startApi({ database, redis: testRedis() });

it('an edit is visible at once to its author, also in cached pages', async () => {
  const { concertId } = await makeSale(db, { title: '가제' });
  const admin = await logInFan(api.url, TEST_ADMIN.email, TEST_ADMIN.password);
  const path = `/v1/admin/concerts/${concertId}`;
  const { headers } = await admin.request('GET', path);
  const titles = async () => {
    const one = await send(api.url, 'GET', `/v1/concerts/${concertId}`);
    const { body } = await send(api.url, 'GET', '/v1/concerts');
    const listed = (body.items as { id: string; title: string }[]).find((item) => item.id === concertId);
    return [one.body.title, listed?.title];
  };
  expect(await titles()).toEqual(['가제', '가제']);
  const edited = await admin.request('PATCH', path, {
    body: { title: '본제목' },
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
  expect(edited.status).toBe(200);
  expect(await titles()).toEqual(['본제목', '본제목']);
});
