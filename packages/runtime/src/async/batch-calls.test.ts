import { describe, expect, test, vi } from 'vitest';
import { batchByTurn, batchWhileBusy } from './batch-calls.ts';

const turn = () => new Promise((done) => setImmediate(done));

describe('batching by turn', () => {
  test('sends the questions of one turn together, in order, each key by itself', async () => {
    const call = vi.fn(async (key: string, questions: readonly number[]) =>
      questions.map((n) => `${key}${n}`),
    );
    const ask = batchByTurn(call, 10);
    expect(await Promise.all([ask('a', 1), ask('b', 2), ask('a', 3)])).toEqual(['a1', 'b2', 'a3']);
    expect(call.mock.calls).toEqual([
      ['a', [1, 3]],
      ['b', [2]],
    ]);
  });

  test('sends at most so many in a call', async () => {
    const sizes: number[] = [];
    const ask = batchByTurn(async (_: string, questions: readonly number[]) => {
      sizes.push(questions.length);
      return questions;
    }, 4);
    expect(await Promise.all([0, 1, 2, 3, 4, 5].map((n) => ask('a', n)))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sizes).toEqual([4, 2]);
  });

  test('fails only the questions whose call failed', async () => {
    const ask = batchByTurn(async (key: string, questions: readonly number[]) => {
      if (key === 'bad') throw new Error('away');
      return questions;
    }, 4);
    const [bad, good] = await Promise.allSettled([ask('bad', 1), ask('good', 2)]);
    expect(bad.status).toBe('rejected');
    expect(good).toEqual({ status: 'fulfilled', value: 2 });
  });

  test('fails a batch that got another number of answers', async () => {
    const ask = batchByTurn(async (_: string, __: readonly number[]) => [1], 4);
    await expect(Promise.all([ask('a', 1), ask('a', 2)])).rejects.toThrow(
      'a batch of 2 questions got 1 answers',
    );
  });
});

/** Answers by hand: each call runs until it is answered here. */
function answeredByHand(most: number, concurrency: number) {
  const calls: { questions: readonly number[]; answer: (error?: Error) => void }[] = [];
  const ask = batchWhileBusy<number, string>(
    (questions) =>
      new Promise((resolve, reject) => {
        const answer = (error?: Error) => (error ? reject(error) : resolve(questions.map((n) => `${n}`)));
        calls.push({ questions, answer });
      }),
    { most, concurrency },
  );
  return { ask, calls, asked: () => calls.map(({ questions }) => questions) };
}

describe('batching while busy', () => {
  test('calls together for a turn, and for what is asked meanwhile, in order and up to the limit', async () => {
    const { ask, calls, asked } = answeredByHand(2, 1);
    const answers = [1, 2, 3].map(ask);
    await turn();
    expect(asked()).toEqual([[1, 2]]);
    answers.push(ask(4), ask(5));
    await turn();
    calls[0]?.answer();
    expect(await Promise.all(answers.slice(0, 2))).toEqual(['1', '2']);
    await vi.waitFor(() =>
      expect(asked()).toEqual([
        [1, 2],
        [3, 4],
      ]),
    );
    calls[1]?.answer();
    expect(await Promise.all(answers.slice(2, 4))).toEqual(['3', '4']);
    await vi.waitFor(() => expect(asked()).toEqual([[1, 2], [3, 4], [5]]));
    calls[2]?.answer();
    expect(await answers[4]).toBe('5');
  });

  test('runs as many calls as allowed', async () => {
    const { ask, asked } = answeredByHand(10, 2);
    for (const question of [1, 2, 3]) {
      void ask(question);
      await turn();
    }
    expect(asked()).toEqual([[1], [2]]);
  });

  test('fails the questions of a failed call, and goes on', async () => {
    const { ask, calls } = answeredByHand(10, 1);
    const first = ask(1);
    await turn();
    const second = ask(2);
    calls[0]?.answer(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    calls[1]?.answer();
    expect(await second).toBe('2');
  });

  test('fails one question and answers its neighbours', async () => {
    const ask = batchWhileBusy<number, number>(
      async (questions) => questions.map((n) => (n === 2 ? Promise.reject(new Error('two')) : n)),
      { most: 10, concurrency: 1 },
    );
    const answers = await Promise.allSettled([1, 2, 3].map(ask));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('keeps a call running until its last answer is settled', async () => {
    const { promise: late, resolve } = Promise.withResolvers<number>();
    const call = vi.fn(async (questions: readonly number[]) => questions.map(() => late));
    const ask = batchWhileBusy<number, number>(call, { most: 10, concurrency: 1 });
    const first = ask(1);
    await turn();
    const second = ask(2);
    await turn();
    expect(call).toHaveBeenCalledTimes(1);
    resolve(7);
    expect(await Promise.all([first, second])).toEqual([7, 7]);
    expect(call).toHaveBeenCalledTimes(2);
  });
});
