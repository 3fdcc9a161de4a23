import { createHash, createHmac, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findDraw, verifyDraw } from './verify-draw.ts';

const seed = 'a5'.repeat(32);
const seedHash = createHash('sha256').update(seed).digest('hex');
const digest = (token: string) => createHmac('sha256', seed).update(token).digest('hex');
const drawn = Array.from({ length: 200 }, (): string => randomUUID()).sort((a, b) =>
  digest(a) < digest(b) ? -1 : 1,
);
const places = new Map(drawn.map((token, at) => [token, at + 1]));
const shown = { seedHash, seed };

describe('the draw of a finished sale', () => {
  it('holds when the seed is the one promised and the places follow from it', () => {
    expect(verifyDraw(shown, places, seedHash)).toEqual({ flaws: [], complete: true });
    expect(verifyDraw(shown, places, undefined)).toEqual({ flaws: [], complete: true });
  });

  it('can be checked by some of the fans, who learn nothing of those in between', () => {
    const some = new Map([...places].filter((_, at) => at % 7 === 3));
    expect(verifyDraw(shown, some, seedHash)).toEqual({ flaws: [], complete: false });
  });

  it('is refused when the seed is another than was promised', () => {
    const other = createHash('sha256').update('another').digest('hex');
    expect(verifyDraw(shown, places, other).flaws).toHaveLength(1);
  });

  it('is refused when two fans changed places', () => {
    const [first = '', second = ''] = drawn.slice(40);
    const changed = new Map(places).set(first, 42).set(second, 41);
    expect(verifyDraw(shown, changed, seedHash).flaws).toHaveLength(1);
  });

  it('of an earlier sale of the concert is found by its promised hash', () => {
    const serving = { shuffle: { seedHash: 'next', seed: null }, earlierShuffles: [shown] };
    expect(verifyDraw(findDraw(serving, seedHash.toUpperCase()), places, seedHash).flaws).toEqual([]);
    expect(findDraw(serving, undefined)).toEqual(serving.shuffle);
  });

  it('cannot be checked before the opening, or where nothing was drawn', () => {
    expect(verifyDraw({ seedHash, seed: null }, places, seedHash).flaws).toHaveLength(1);
    expect(verifyDraw(null, places, seedHash).flaws).toHaveLength(1);
  });
});
