import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeCursors } from './cursors.ts';

const cursors = makeCursors('a secret of at least 32 characters.');
const place = z.strictObject({ before: z.string() });
const sealed = cursors.seal('concerts', { before: 'con_1' });

test('a cursor leads back to its place', () => {
  expect(cursors.open('concerts', place, sealed)).toEqual({ before: 'con_1' });
});

test('a cursor is refused when any of its characters is changed, added or taken away', () => {
  for (let at = 0; at < sealed.length; at += 1) {
    const other = sealed[at] === 'A' ? 'B' : 'A';
    const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
    expect(cursors.open('concerts', place, changed), changed).toBeNull();
    expect(cursors.open('concerts', place, sealed.slice(0, at) + sealed.slice(at + 1))).toBeNull();
  }
  for (const extra of [`${sealed}A`, `${sealed}.`, `${sealed}.x`, ` ${sealed}`, '', '.', 'nonsense']) {
    expect(cursors.open('concerts', place, extra), extra).toBeNull();
  }
});

test('a cursor is valid only for its own list and secret', () => {
  expect(cursors.open('concerts?keyword=x', place, sealed)).toBeNull();
  expect(makeCursors('another secret of 32 characters!!').open('concerts', place, sealed)).toBeNull();
  const rotated = makeCursors('another secret of 32 characters!!', ['a secret of at least 32 characters.']);
  expect(rotated.open('concerts', place, sealed)).not.toBeNull();
});

test('a place of another shape is refused even with a valid seal', () => {
  expect(cursors.open('concerts', z.strictObject({ page: z.int() }), sealed)).toBeNull();
});
