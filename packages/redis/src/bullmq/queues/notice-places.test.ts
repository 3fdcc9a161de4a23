import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { makeNoticePlaces } from './notice-places.ts';

it('gives places in order, never too many, and all of them to a job that needs more', async () => {
  const places = makeNoticePlaces(3);
  const began: string[] = [];
  const take = (name: string, count: number) => void places.take(count).then(() => began.push(name));
  take('two', 2);
  take('five', 5);
  take('one', 1);
  await nextTurn();
  expect(began).toEqual(['two']);
  places.free();
  await nextTurn();
  expect(began).toEqual(['two']);
  places.free();
  await nextTurn();
  expect(began).toEqual(['two', 'five']);
  for (let freed = 0; freed < 3; freed += 1) places.free();
  await nextTurn();
  expect(began).toEqual(['two', 'five', 'one']);
});
