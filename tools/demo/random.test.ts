import { expect, test } from 'vitest';
import { between, draw, makeRandom, makeStream } from './random.ts';

const take = (random: () => number, count: number) => Array.from({ length: count }, random);

test('the same seed draws the same numbers, another seed others', () => {
  expect(take(makeRandom(7), 50)).toEqual(take(makeRandom(7), 50));
  expect(take(makeRandom(7), 50)).not.toEqual(take(makeRandom(8), 50));
});

test('numbers are spread over [0, 1)', () => {
  const numbers = take(makeRandom(7), 10_000);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  for (const tenth of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    const hits = numbers.filter((number) => Math.floor(number * 10) === tenth).length;
    expect(hits).toBeGreaterThan(900);
    expect(hits).toBeLessThan(1_100);
  }
});

test('every fan of every seed has a stream of their own', () => {
  const firsts = new Set(
    [0, 1, 7].flatMap((seed) => take(() => 0, 200).map((_, fan) => makeStream(seed, fan)())),
  );
  expect(firsts.size).toBe(600);
});

test('whole numbers keep within their bounds and reach them', () => {
  const random = makeRandom(1);
  expect(new Set(Array.from({ length: 500 }, () => between(random, 1, 4)))).toEqual(new Set([1, 2, 3, 4]));
});

test('draws by weight, and never what weighs nothing', () => {
  const random = makeRandom(3);
  const drawn = Array.from({ length: 4_000 }, () =>
    draw(random, [
      [3, 'often'],
      [0, 'never'],
      [1, 'seldom'],
    ] as const),
  );
  const often = drawn.filter((value) => value === 'often').length;
  expect(often).toBeGreaterThan(2_850);
  expect(often).toBeLessThan(3_150);
  expect(drawn).not.toContain('never');
});
