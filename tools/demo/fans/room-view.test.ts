import type { Place, Serving } from '@concert-mania/client/waiting-room';
import { expect, test } from 'vitest';
import { makeRoomView, pickSamples } from './room-view.ts';

const place = (more: Partial<Place>): Place => ({
  token: 't',
  concertId: 'con_1',
  status: 'waiting',
  position: 1_042,
  expiresAt: null,
  sequence: 1_042,
  pollAfterMs: 1_000,
  ahead: 1_041,
  estimatedWaitSeconds: 12,
  ...more,
});
const state = (more: Partial<Serving>): Serving => ({
  status: 'pre_open',
  servingSequence: 0,
  waiting: 200,
  active: 0,
  admissionRatePerSecond: 0,
  paused: false,
  shuffle: { seedHash: 'abcdef0123456789', seed: null },
  ...more,
});

test('samples are different fans, some of them early', () => {
  expect(pickSamples(2_000)).toEqual([40, 160, 600, 1_200, 1_900]);
  expect(pickSamples(1)).toEqual([0]);
});

test('shows the room before and after the opening', () => {
  const view = makeRoomView([]);
  expect(view.lines()).toEqual(['waiting room: empty']);
  view.heard(state({}));
  expect(view.lines()).toEqual([
    'waiting room: not open, 200 gathered; the seed of their draw has the hash abcdef012345…',
  ]);
  view.heard(
    state({
      status: 'open',
      servingSequence: 1_300,
      active: 480,
      admissionRatePerSecond: 151.6,
      shuffle: { seedHash: 'abcdef0123456789', seed: '9876543210fedcba' },
    }),
  );
  expect(view.lines()).toEqual([
    'waiting room: at number 1,300, 200 wait, 480 inside, 152/s; drawn by the seed 9876543210fe…',
  ]);
});

test.each([
  ['sold_out', ', sold out'],
  ['closed', ', sale over'],
] as const)('follows the room when it is %s', (status, shown) => {
  const view = makeRoomView([]);
  view.heard(state({ servingSequence: 1_999, waiting: 0, status }));
  expect(view.lines()).toEqual([`waiting room: at number 1,999, 0 wait, 0 inside, 0/s${shown}`]);
});

test('shows the places of the samples only', () => {
  const view = makeRoomView([4, 5, 6, 7]);
  view.onPlace(4, place({ status: 'pre_open', ahead: null, estimatedWaitSeconds: null }));
  view.onPlace(5, place({}));
  view.onPlace(6, place({ status: 'admitted', ahead: 0 }));
  view.onPlace(99, place({}));
  expect(view.lines().slice(1)).toEqual([
    'fan 5: early, place to be drawn',
    'fan 6: number 1,042, 1,041 ahead, about 12 s',
    'fan 7: number 1,042, admitted',
    'fan 8: not there yet',
  ]);
});
