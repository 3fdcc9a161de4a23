import { createHash, createHmac, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { digestOf, findMisplaced, hashOf, shareBefore } from './verify-draw.ts';

const seed = 'a5'.repeat(32);
const nodeDigest = (token: string) => createHmac('sha256', seed).update(token).digest('hex');

test('a browser computes the same hash and digests as the server', async () => {
  const token = randomUUID();
  expect(await hashOf(seed)).toBe(createHash('sha256').update(seed).digest('hex'));
  expect(await digestOf(seed, token)).toBe(nodeDigest(token));
});

test('places in the order of the draw are confirmed, exchanged ones are found', async () => {
  const drawn = Array.from({ length: 20 }, (): string => randomUUID()).toSorted((a, b) =>
    nodeDigest(a) < nodeDigest(b) ? -1 : 1,
  );
  const places = new Map(drawn.map((token, at) => [token, at + 1]));
  expect(await findMisplaced(seed, places)).toEqual([]);
  const [first = '', second = ''] = drawn;
  expect(await findMisplaced(seed, new Map(places).set(first, 2).set(second, 1))).toHaveLength(1);
});

test('a digest says which share of the fans is expected before it', () => {
  expect(shareBefore('0'.repeat(64))).toBe(0);
  expect(shareBefore(`80${'0'.repeat(62)}`)).toBe(0.5);
});
