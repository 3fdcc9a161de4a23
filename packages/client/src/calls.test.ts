import { expect, it } from 'vitest';
import { fakeApi } from './testing/fake-api.ts';

it('sends ids, query, headers and body where the document says', async () => {
  const headers = { 'Accept-Language': 'ko' };
  const { client, requests } = fakeApi([[200, {}]], { headers });
  await client.GET('/v1/jobs/{jobId}', { params: { path: { jobId: 'job_1/2' }, query: { wait: 3 } } });
  await client.GET('/v1/concerts', { params: { query: { q: '봄 콘서트', cursor: undefined } as never } });
  await client.POST('/v1/auth/login', { body: { email: 'a@b.c', password: 'secret' } });
  expect(requests.map(({ url }) => url.slice('http://api.test'.length))).toEqual([
    '/v1/jobs/job_1%2F2?wait=3',
    `/v1/concerts?q=${encodeURIComponent('봄')}+${encodeURIComponent('콘서트')}`,
    '/v1/auth/login',
  ]);
  expect(requests.map((request) => request.headers.get('content-type'))).toEqual([
    null,
    null,
    'application/json',
  ]);
  expect(requests[0]?.headers.get('accept-language')).toBe('ko');
  expect(await requests[2]?.json()).toEqual({ email: 'a@b.c', password: 'secret' });
});

it('answers no data for an empty body, the problem of a refusal, and the text of one that is none', async () => {
  const params = { path: { concertId: 'con_1' } };
  const answers = [
    new Response(null, { status: 204 }),
    Response.json({ code: 'not_found' }, { status: 404 }),
    new Response('<h1>Bad gateway</h1>', { status: 502 }),
  ];
  const { client } = fakeApi([], { fetch: async () => answers.shift() as Response, mostTries: 1 });
  const read = async () => (await client.GET('/v1/concerts/{concertId}', { params })) as object;
  expect(await read()).toMatchObject({ data: undefined });
  expect(await read()).toMatchObject({ error: { code: 'not_found' } });
  expect(await read()).toMatchObject({ error: '<h1>Bad gateway</h1>' });
});

it('reads a file as bytes', async () => {
  const fetch = async () => new Response('%PDF', { headers: { 'content-type': 'application/pdf' } });
  const { client } = fakeApi([], { fetch });
  const params = { path: { reservationId: 'rsv_1' } };
  const path = '/v1/reservations/{reservationId}/tickets.pdf';
  const { data } = await client.GET(path, { params, parseAs: 'blob' });
  expect(data).toBeInstanceOf(Blob);
});
