import { expect, it } from 'vitest';
import { makeRepeats } from './repeats.ts';

it('takes a code once while it stays before the camera', () => {
  const { isNew } = makeRepeats();
  const seen = [0, 100, 2_500, 5_000, 9_000].map((atMs) => isNew('a', atMs));
  expect(seen).toEqual([true, false, false, false, true]);
});

it('takes each code when another comes between', () => {
  const { isNew } = makeRepeats();
  expect([isNew('a', 0), isNew('b', 100), isNew('a', 200)]).toEqual([true, true, true]);
});
