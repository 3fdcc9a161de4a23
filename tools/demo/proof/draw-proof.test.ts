import { createHash, createHmac, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkDraw } from './draw-proof.ts';

const seed = 'a seed';
const seedHash = createHash('sha256').update(seed).digest('hex');
const promised = { seedHash, seed: null };
const shown = { seedHash, seed };
const hmac = (token: string) => createHmac('sha256', seed).update(token).digest('hex');
const tokens = Array.from({ length: 20 }, () => randomUUID()).sort((a, b) => (hmac(a) < hmac(b) ? -1 : 1));
const fair = new Map(tokens.map((token, index): [string, number | null] => [token, index - 20]));

test('a draw by the promised seed is fair, also where some left before it', () => {
  expect(checkDraw(promised, shown, fair)).toEqual([]);
  expect(checkDraw(promised, shown, new Map([...fair].filter((_, index) => index % 3 > 0)))).toEqual([]);
  expect(checkDraw(promised, shown, new Map([...fair, [randomUUID(), null]]))).toEqual([]);
});

test('two fans who changed places are seen', () => {
  const swapped = new Map(fair).set(tokens[3] ?? '', 1 - 20).set(tokens[1] ?? '', 3 - 20);
  expect(checkDraw(promised, shown, swapped).length).toBeGreaterThan(0);
});

test('another seed than the promised one, or none at all, is seen', () => {
  expect(checkDraw({ ...promised, seedHash: hmac('x') }, shown, fair)).toEqual([
    expect.stringContaining('promised'),
  ]);
  expect(checkDraw(promised, promised, fair)).toEqual(['the seed is not shown after the opening']);
  expect(checkDraw(null, shown, fair)).toEqual(['nothing was promised before the opening']);
});
