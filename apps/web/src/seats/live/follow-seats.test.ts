import type { ApiClient } from '@concert-mania/client/make-client';
import { expect, test } from 'vitest';
import { type FollowOptions, followSeats, type SeatListener } from './follow-seats.ts';
import { sampleLayout } from './sample-layout.ts';

type Event =
  | { readonly event: 'snapshot'; readonly data: { version: number; availability: string } }
  | { readonly event: 'change'; readonly data: { version: number; changes: [number, string][] } };
type Step = Event | 'connects' | 'breaks' | 'polls';

/** Follows an API whose stream takes these steps; polls are answered in turn, null: no answer. */
async function follow(
  steps: readonly Step[],
  polls: readonly ([number, string] | null)[],
  more: Partial<FollowOptions> = {},
) {
  const over = new AbortController();
  const heard: unknown[] = [];
  const listener: SeatListener = {
    onLayout: () => heard.push('layout'),
    onSnapshot: (availability) => heard.push(availability),
    onChanges: (changes) => heard.push(changes),
    onCurrent: (isCurrent) => heard.push(isCurrent),
  };
  let asked = 0;
  let wake = (): void => undefined;
  const api = {
    GET: async (path: string) => {
      const response = new Response();
      if (path.endsWith('layout')) heard.push('asked for the layout');
      if (path.endsWith('layout')) return { data: sampleLayout({ 'A 1': 'VV' }), response };
      const poll = polls[asked] ?? null;
      asked += 1;
      if (poll === null) throw new Error('no answer');
      return { data: { version: poll[0], availability: poll[1] }, response };
    },
    events: async function* (_path: string, { onConnection }: { onConnection: (is: boolean) => void }) {
      for (const step of steps) {
        await settled();
        if (step === 'connects' || step === 'breaks') onConnection(step === 'connects');
        else if (step === 'polls') wake();
        else yield step;
      }
      await settled();
      over.abort();
      wake();
    },
  } as unknown as ApiClient;
  const pause = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  await followSeats(api, { performanceId: 'prf_1', listener, signal: over.signal, pause, ...more });
  return heard;
}

/** Lets promises that are under way run. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('reports the layout, the status of every seat, then each change', async () => {
  const steps: Step[] = [
    'connects',
    { event: 'snapshot', data: { version: 7, availability: 'AA' } },
    { event: 'change', data: { version: 8, changes: [[2, 'H']] } },
  ];
  expect((await follow(steps, [null])).filter((item) => item !== true && item !== false)).toEqual([
    'asked for the layout',
    'layout',
    'AA',
    [[2, 'H']],
  ]);
});

test('polls while the stream is away, and not while it is connected', async () => {
  const steps: Step[] = ['polls', 'connects', 'polls', 'breaks', 'polls'];
  const polls = [
    [1, 'AA'],
    [2, 'AH'],
    [3, 'HH'],
  ] as [number, string][];
  expect((await follow(steps, polls)).filter((item) => typeof item === 'string').slice(1)).toEqual([
    'layout',
    'AA',
    'AH',
    'HH',
  ]);
});

test('never goes back to an older version', async () => {
  const steps: Step[] = [
    'connects',
    { event: 'snapshot', data: { version: 4, availability: 'AA' } },
    { event: 'change', data: { version: 5, changes: [[1, 'A']] } },
    { event: 'change', data: { version: 6, changes: [[1, 'S']] } },
  ];
  expect((await follow(steps, [[5, 'HA']])).filter((item) => item !== true).slice(1)).toEqual([
    'layout',
    'HA',
    [[1, 'S']],
  ]);
});

test('says so when neither the stream nor a poll gets an answer', async () => {
  expect((await follow(['breaks', 'polls'], [[1, 'AA'], null])).slice(2)).toEqual([true, 'AA', false]);
});

test('does not read a layout again that it is given', async () => {
  const layout = sampleLayout({ 'A 1': 'VV' });
  expect(await follow(['connects'], [[1, 'AA']], { layout })).toEqual(['layout', true, 'AA']);
});
