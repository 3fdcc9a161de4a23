import { describe, expect, it, vi } from 'vitest';
import { coalesce } from './coalesce.ts';

describe('coalescing', () => {
  it('sends what is asked in one turn together, in order, each key by itself', async () => {
    const ask = vi.fn(async (key: string, questions: readonly number[]) =>
      questions.map((n) => `${key}${n}`),
    );
    const send = coalesce(ask, 10);
    const answers = await Promise.all([send('a', 1), send('b', 2), send('a', 3)]);
    expect(answers).toEqual(['a1', 'b2', 'a3']);
    expect(ask.mock.calls).toEqual([
      ['a', [1, 3]],
      ['b', [2]],
    ]);
  });

  it('sends at most so many at a time', async () => {
    const sizes: number[] = [];
    const send = coalesce(async (_: string, questions: readonly number[]) => {
      sizes.push(questions.length);
      return questions;
    }, 4);
    expect(await Promise.all([0, 1, 2, 3, 4, 5].map((n) => send('a', n)))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sizes).toEqual([4, 2]);
  });

  it('fails only those whose call failed', async () => {
    const send = coalesce(async (key: string, questions: readonly number[]) => {
      if (key === 'bad') throw new Error('away');
      return questions;
    }, 4);
    const [bad, good] = await Promise.allSettled([send('bad', 1), send('good', 2)]);
    expect(bad.status).toBe('rejected');
    expect(good).toEqual({ status: 'fulfilled', value: 2 });
  });

  it('refuses an answer that does not fit the questions', async () => {
    const send = coalesce(async (_: string, __: readonly number[]) => [1], 4);
    await expect(Promise.all([send('a', 1), send('a', 2)])).rejects.toThrow('1 answers to 2');
  });
});
