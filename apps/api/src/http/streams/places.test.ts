import { expect, it } from 'vitest';
import { makePlaces } from './places.ts';

it('limits the places of one owner and of all owners', () => {
  const places = makePlaces({ most: 5, mostPerOwner: 2 });
  expect(['a', 'a', 'a', 'b'].map((owner) => places.take(owner))).toEqual([
    'taken',
    'taken',
    'owner_full',
    'taken',
  ]);
  places.leave('a');
  expect(['a', 'b', 'c', 'd'].map((owner) => places.take(owner))).toEqual([
    'taken',
    'taken',
    'taken',
    'full',
  ]);
  expect(places.taken).toBe(5);
  for (const owner of ['a', 'a', 'b', 'b', 'c']) places.leave(owner);
  expect(places.taken).toBe(0);
});

it('gives wider networks more places, but not one per part', () => {
  const places = makePlaces({ most: 1_000, mostPerOwner: 2 });
  const taken = Array.from({ length: 100 }, (_, n) => places.take([`64-${n}`, `56-${n >> 4}`, '48']));
  expect(taken.filter((answer) => answer === 'taken')).toHaveLength(32);
  expect(places.take(['64-x', '56-y', 'another 48'])).toBe('taken');
});
