import { expect, it, vi } from 'vitest';
import { makeBodyShelf } from './body-shelf.ts';

const body = (key: string, version: string, size = 100) => ({
  key,
  version,
  etag: `"${version}"`,
  write: vi.fn(() => Buffer.alloc(size, key)),
});

it('serialises a version once and shares its buffer among all readers', () => {
  const shelf = makeBodyShelf(1_000, () => 0);
  const wanted = body('prf_1', '1');
  const taken = Array.from({ length: 1_000 }, () => shelf.take(wanted).plain);
  expect(wanted.write).toHaveBeenCalledTimes(1);
  expect(new Set(taken).size).toBe(1);
});

it('serialises a large, changing body only as often as its size allows', () => {
  let now = 0;
  const shelf = makeBodyShelf(10_000_000, () => now);
  const write = vi.fn(() => Buffer.alloc(1_000_000));
  for (let version = 1; version <= 100; version += 1) {
    now = version * 10;
    shelf.take({ ...body('prf_1', `${version}`), write });
  }
  // In 1,000 ms; a body of a million bytes is kept for 100 ms.
  expect(write.mock.calls.length).toBeLessThanOrEqual(11);
  expect(shelf.heldBytes).toBe(1_000_000);
});

it('drops the least recently used body when its bytes are used up, and keeps one version per key', () => {
  let now = 0;
  const shelf = makeBodyShelf(250, () => now);
  shelf.take(body('a', '1'));
  shelf.take(body('b', '1'));
  now = 1;
  shelf.take(body('a', '2'));
  expect(shelf.heldBytes).toBe(200);
  shelf.take(body('c', '1'));
  expect(shelf.find(body('b', '1'))).toBeNull();
  expect(shelf.find(body('a', '2'))?.etag).toBe('"2"');
  expect(shelf.heldBytes).toBe(200);
});

it('counts compressed forms, compresses once for each encoding, and leaves small bodies plain', async () => {
  const shelf = makeBodyShelf(100_000, () => 0);
  const large = shelf.take(body('a', '1', 50_000));
  const [first, second] = await Promise.all([large.in('br'), large.in('br')]);
  expect(first).toBe(second);
  expect(shelf.heldBytes).toBe(50_000 + first.length);
  const small = shelf.take(body('b', '1'));
  expect(await small.in('gzip')).toBe(small.plain);
});
