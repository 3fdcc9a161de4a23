import { expect, it } from 'vitest';
import { fakeApi, problem } from './testing/fake-api.ts';

const PATH = '/v1/performances/{performanceId}/seats/events';
const path = { performanceId: 'prf_1' };

/** A client of an API that sends these streams in turn; null: no connection. */
function streaming(streams: readonly (string | null)[]) {
  const asked: (string | null)[] = [];
  const fake = fakeApi([], {
    fetch: async ({ headers }) => {
      const text = streams[Math.min(asked.length, streams.length - 1)];
      asked.push(headers.get('last-event-id'));
      if (text === null || text === undefined) throw new Error('connection refused');
      return new Response(text, { headers: { 'content-type': 'text/event-stream' } });
    },
  });
  return { ...fake, asked };
}

it('yields the events of a stream with their data', async () => {
  const { client } = streaming([
    'event: snapshot\nid: 7\ndata: {"version":7,\ndata: "availability":"AH"}\n\n',
  ]);
  for await (const event of client.events(PATH, { path })) {
    expect(event).toEqual({ event: 'snapshot', id: '7', data: { version: 7, availability: 'AH' } });
    break;
  }
});

it('resumes after the last event when a stream ends or cannot be opened, as late as the API asks', async () => {
  const { client, asked, pauses } = streaming([
    'retry: 4000\n\nevent: change\nid: 8\ndata: {"version":8}\n\n',
    null,
    'event: change\nid: 9\ndata: {"version":9}\n\n',
  ]);
  const versions: number[] = [];
  for await (const { data } of client.events(PATH, { path, lastEventId: '7' })) {
    versions.push(data.version);
    if (versions.length === 2) break;
  }
  expect(versions).toEqual([8, 9]);
  expect(asked).toEqual(['7', '8', '8']);
  expect(pauses).toEqual([4_000, 4_000]);
});

it('tells when it is connected and when it is not', async () => {
  const { client } = streaming(['event: change\nid: 8\ndata: {"version":8}\n\n', null, 'data: {}\n\n']);
  const heard: (boolean | number)[] = [];
  const onConnection = (isConnected: boolean) => heard.push(isConnected);
  for await (const { data } of client.events(PATH, { path, onConnection })) {
    heard.push(data.version ?? 0);
    if (heard.length > 3) break;
  }
  expect(heard).toEqual([true, 8, false, false, true, 0, false]);
});

it('ends when its signal aborts', async () => {
  const over = new AbortController();
  const { client } = streaming(['event: change\nid: 8\ndata: {"version":8}\n\n']);
  let count = 0;
  for await (const _ of client.events(PATH, { path, signal: over.signal })) {
    count += 1;
    over.abort();
  }
  expect(count).toBe(1);
});

it('throws the problem of a stream that the API refuses, and waits when it has no place', async () => {
  const { client, pauses } = fakeApi([
    [429, { code: 'too_many_streams' }, { 'retry-after': '10' }],
    problem(404, 'performance_not_found'),
  ]);
  const read = client.events(PATH, { path }).next();
  await expect(read).rejects.toMatchObject({ code: 'performance_not_found' });
  expect(pauses).toEqual([10_000]);
});
