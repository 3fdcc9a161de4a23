import { expect, it } from 'vitest';
import { preferredWaitSeconds } from './preferred-wait.ts';

it.each([
  [undefined, 0],
  ['', 0],
  ['wait=5', 5],
  ['WAIT="5"', 5],
  ['wait = 10', 10],
  ['respond-async, wait=10', 10],
  ['respond-async, wait = 10; foo="a, b"', 10],
  ['note="a, wait=3", wait=7', 7],
  ['wait=4, wait=20', 4],
  ['wait=999999', 30],
  ['foo; wait=5', 0],
  ['wait', 0],
  ['await=5', 0],
  ['wait=-1', 0],
  ['wait=soon', 0],
  ['wait=5s', 0],
])('prefers by %j to wait %d s', (header, seconds) => {
  expect(preferredWaitSeconds(header)).toBe(seconds);
});
