import { expect, test } from 'vitest';
import { makeIdFactory } from './ids.ts';

const ID = /^res_[0-9a-hjkmnp-tv-z]{25}$/;

test('uses every random byte once, however many ids are drawn at once', () => {
  let drawn = 0;
  const newId = makeIdFactory(
    () => new Date(0),
    (size) => {
      // Counts up along the bytes of an id, so that reused bytes would repeat an id.
      const bytes = Uint8Array.from(
        { length: size },
        (_, n) => (Math.floor((drawn + n) / 16) >> (n % 16)) & 1,
      );
      drawn += size;
      return bytes;
    },
  );
  const ids = Array.from({ length: 1_000 }, () => newId('res'));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(ID);
});

test('sorts ids by time of creation', () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const newId = makeIdFactory(
    () => new Date(nowMs),
    (size) => new Uint8Array(size),
  );
  const ids = Array.from({ length: 100 }, () => {
    nowMs += 37;
    return newId('res');
  });
  expect(ids).toEqual([...ids].sort());
});
