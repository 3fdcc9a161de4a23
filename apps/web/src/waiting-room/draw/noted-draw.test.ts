import { expect, test } from 'vitest';
import { noteDraw } from './noted-draw.ts';

const place = { token: 't1', status: 'pre_open', sequence: 3 };
const serving = { waiting: 40, shuffle: { seedHash: 'h1' } };
const noted = { seedHash: 'h1', token: 't1', gathered: 40, sequence: null };

test('the promise is noted before the opening, and the number after it', () => {
  expect(noteDraw(null, { place, serving })).toEqual(noted);
  expect(noteDraw(noted, { place, serving: { ...serving, waiting: 55 } })).toEqual({
    ...noted,
    gathered: 55,
  });
  const drawn = { ...noted, sequence: 17 };
  expect(noteDraw(noted, { place: { ...place, status: 'waiting', sequence: 17 }, serving })).toEqual(drawn);
  expect(noteDraw(drawn, { place: { ...place, status: 'admitted', sequence: 17 }, serving })).toEqual(drawn);
});

test('a promise that changes before the opening does not replace the first one', () => {
  const changed = { waiting: 40, shuffle: { seedHash: 'h2' } };
  expect(noteDraw(noted, { place, serving: changed })?.seedHash).toBe('h1');
});

test('a promise is not noted after the opening, when the order was known', () => {
  expect(noteDraw(null, { place: { ...place, status: 'waiting' }, serving })).toBeNull();
});

test('a new place before the opening has its own note', () => {
  expect(noteDraw({ ...noted, token: 't0' }, { place, serving })).toEqual(noted);
  expect(noteDraw({ ...noted, token: 't0' }, { place, serving: { waiting: 1, shuffle: null } })).toBeNull();
});
