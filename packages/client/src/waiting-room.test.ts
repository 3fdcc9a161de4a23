import { expect, it } from 'vitest';
import { type FakeAnswer, fakeApi, problem } from './testing/fake-api.ts';
import { enterConcert } from './waiting-room.ts';

const place = (status: string, token = 'a') => ({ token, status, pollAfterMs: 700 });

it('joins a waiting room and waits to be admitted, at the pace that the room asks for', async () => {
  const answers: FakeAnswer[] = [
    [201, place('pre_open')],
    [200, place('waiting')],
    [200, place('admitted')],
  ];
  const { client, requests, asked } = fakeApi(answers);
  const pauses: number[] = [];
  const pause = async (ms: number) => void pauses.push(ms);
  expect(await enterConcert(client, 'con_1', { pause })).toMatchObject({ token: 'a', status: 'admitted' });
  expect(asked()).toEqual([
    'POST /v1/concerts/con_1/queue',
    'GET /v1/concerts/con_1/queue?wait=10',
    'GET /v1/concerts/con_1/queue?wait=10',
  ]);
  expect(requests[1]?.headers.get('queue-token')).toBe('a');
  expect(pauses).toEqual([700]);
});

it.each([
  ['is not known any more', problem(404, 'queue_token_not_found')],
  ['has expired', [200, place('expired')]],
] as const)('joins anew when the place %s', async (_, lost) => {
  const { client, asked } = fakeApi([[201, place('waiting')], lost, [201, place('admitted', 'b')]]);
  expect(await enterConcert(client, 'con_1', { pause: async () => {} })).toMatchObject({ token: 'b' });
  expect(asked().filter((line) => line.startsWith('POST'))).toHaveLength(2);
});

it('throws when the room is closed, and when it takes longer than the fan wants to wait', async () => {
  const closed = fakeApi([problem(409, 'sale_closed')]);
  await expect(enterConcert(closed.client, 'con_1')).rejects.toMatchObject({ code: 'sale_closed' });
  const slow = fakeApi([[201, place('waiting')]]);
  await expect(enterConcert(slow.client, 'con_1', { timeoutMs: -1 })).rejects.toThrow(
    'con_1: still waiting after -1 ms',
  );
});
