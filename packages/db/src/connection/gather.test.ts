import { expect, test, vi } from 'vitest';
import { gather } from './gather.ts';

const fulfilled = <A>(value: A) => ({ status: 'fulfilled', value }) as const;
const rejected = (reason: unknown) => ({ status: 'rejected', reason }) as const;

/** Asks by hand: each call waits until it is answered here. */
function gathering(most: number, underWay: number) {
  const calls: { questions: readonly number[]; answer: (end?: Error) => void }[] = [];
  const ask = gather<number, string>(
    (questions) =>
      new Promise((resolve, reject) => {
        const answer = (end?: Error) =>
          end ? reject(end) : resolve(questions.map((n) => fulfilled(`${n}`)));
        calls.push({ questions, answer });
      }),
    { most, underWay },
  );
  return { ask, calls, asked: () => calls.map(({ questions }) => questions) };
}

test('asks at once, and together what is asked meanwhile, in its order and no more than it may', async () => {
  const { ask, calls, asked } = gathering(2, 1);
  const answers = [1, 2, 3, 4].map(ask);
  expect(asked()).toEqual([[1]]);
  calls[0]?.answer();
  expect(await answers[0]).toBe('1');
  await vi.waitFor(() => expect(asked()).toEqual([[1], [2, 3]]));
  calls[1]?.answer();
  expect(await Promise.all(answers.slice(0, 3))).toEqual(['1', '2', '3']);
  await vi.waitFor(() => expect(asked()).toEqual([[1], [2, 3], [4]]));
  calls[2]?.answer();
  expect(await answers[3]).toBe('4');
});

test('has as many calls under way as it may', () => {
  const { ask, asked } = gathering(10, 2);
  for (const question of [1, 2, 3, 4]) void ask(question);
  expect(asked()).toEqual([[1], [2]]);
});

test('fails what was asked in a call that fails, and goes on', async () => {
  const { ask, calls } = gathering(10, 1);
  const [first, second] = [ask(1), ask(2)];
  calls[0]?.answer(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await vi.waitFor(() => expect(calls).toHaveLength(2));
  calls[1]?.answer();
  expect(await second).toBe('2');
});

test('fails one question and answers its neighbours', async () => {
  const ask = gather<number, number>(
    async (questions) => questions.map((n) => (n === 2 ? rejected(new Error('two')) : fulfilled(n))),
    { most: 10, underWay: 1 },
  );
  const answers = await Promise.allSettled([1, 2, 3].map(ask));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
