import { expect, test } from 'vitest';
import { digestOf, findMisplaced, hashOf, shareBefore } from './verify-draw.ts';

const seed = 'a5'.repeat(32);

test('a browser computes the same hash and digest as openssl', async () => {
  expect(await hashOf(seed)).toBe('6eaea290aba480e118080ad627adff12fee3152d396b1f90807c6b527d4ac91f');
  expect(await digestOf(seed, '0d9b4a1e-7a53-4c1e-9d57-1f2e3d4c5b6a')).toBe(
    '18b3c74577441cd2be7c032a69e111e760e0d7be123adedd28dfc0d226917cdf',
  );
});

test('places in the order of the draw are confirmed, exchanged ones are found', async () => {
  const tokens = Array.from({ length: 20 }, (): string => crypto.randomUUID());
  const digests = await Promise.all(tokens.map((token) => digestOf(seed, token)));
  const order = digests.toSorted();
  const places = new Map(tokens.map((token, at) => [token, order.indexOf(digests[at] ?? '') + 1]));
  expect(await findMisplaced(seed, places)).toEqual([]);
  const [first, second] = [...places].filter(([, sequence]) => sequence < 3);
  const exchanged = new Map(places)
    .set(first?.[0] ?? '', second?.[1] ?? 0)
    .set(second?.[0] ?? '', first?.[1] ?? 0);
  expect(await findMisplaced(seed, exchanged)).toHaveLength(1);
});

test('a digest says which share of the fans is expected before it', () => {
  expect(shareBefore('0'.repeat(64))).toBe(0);
  expect(shareBefore(`80${'0'.repeat(62)}`)).toBe(0.5);
});
