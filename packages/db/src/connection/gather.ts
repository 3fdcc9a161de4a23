interface Asked<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts questions to `ask` at once while fewer than `underWay` calls of it are; what is asked meanwhile is gathered, at most
 * `most` together, for the next. `ask` settles as many as it was asked, in the same order; where it throws, all of them fail.
 */
export function gather<Q, A>(
  ask: (questions: readonly Q[]) => Promise<readonly PromiseSettledResult<A>[]>,
  { most, underWay }: { readonly most: number; readonly underWay: number },
): (question: Q) => Promise<A> {
  const waiting: Asked<Q, A>[] = [];
  let calls = 0;

  const call = async (batch: readonly Asked<Q, A>[]): Promise<void> => {
    try {
      const answers = await ask(batch.map(({ question }) => question));
      for (const [i, { resolve, reject }] of batch.entries()) {
        const answer = answers[i];
        if (answer?.status === 'fulfilled') resolve(answer.value);
        else reject(answer?.reason ?? new Error(`${answers.length} answers to ${batch.length}`));
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  const next = (): void => {
    if (calls >= underWay || waiting.length === 0) return;
    calls += 1;
    void call(waiting.splice(0, most)).finally(() => {
      calls -= 1;
      next();
    });
  };

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      next();
    });
}
