interface Waiting<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A | PromiseLike<A>) => void;
  readonly reject: (error: unknown) => void;
}

/** One answer for each question, in the same order. A rejected answer fails only its question. */
type Answers<A> = readonly (A | Promise<A>)[];

/**
 * Batches the questions of one turn of the event loop that have the same key: one call for up to
 * `most` questions, in the order asked.
 */
export function batchByTurn<Q, A>(
  call: (key: string, questions: readonly Q[]) => Promise<Answers<A>>,
  most: number,
): (key: string, question: Q) => Promise<A> {
  let turn = new Map<string, Waiting<Q, A>[]>();
  const flush = (): void => {
    const due = turn;
    turn = new Map();
    for (const [key, waiting] of due) {
      for (let i = 0; i < waiting.length; i += most) {
        void settle(waiting.slice(i, i + most), (questions) => call(key, questions));
      }
    }
  };
  return (key, question) =>
    new Promise((resolve, reject) => {
      if (turn.size === 0) setImmediate(flush);
      const waiting = turn.get(key);
      if (waiting) waiting.push({ question, resolve, reject });
      else turn.set(key, [{ question, resolve, reject }]);
    });
}

/**
 * Batches the questions of one turn of the event loop. While `concurrency` calls run, questions
 * wait and share the next calls. A call has up to `most` questions and runs until all its answers
 * are settled.
 */
export function batchWhileBusy<Q, A>(
  call: (questions: readonly Q[]) => Promise<Answers<A>>,
  { most, concurrency }: { readonly most: number; readonly concurrency: number },
): (question: Q) => Promise<A> {
  const waiting: Waiting<Q, A>[] = [];
  let running = 0;
  let isScheduled = false;
  const next = (): void => {
    isScheduled = false;
    while (running < concurrency && waiting.length > 0) {
      running += 1;
      void settle(waiting.splice(0, most), call)
        .then((answers) => Promise.allSettled(answers))
        .then(() => {
          running -= 1;
          next();
        });
    }
  };
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (isScheduled) return;
      isScheduled = true;
      setImmediate(next);
    });
}

/** Answers all questions of a batch; if the call fails, all of them fail. Never rejects. */
async function settle<Q, A>(
  batch: readonly Waiting<Q, A>[],
  call: (questions: readonly Q[]) => Promise<Answers<A>>,
): Promise<Answers<A>> {
  try {
    const answers = await call(batch.map(({ question }) => question));
    if (answers.length !== batch.length) {
      throw new Error(`a batch of ${batch.length} questions got ${answers.length} answers`);
    }
    for (const [i, { resolve }] of batch.entries()) resolve(answers[i] as A | Promise<A>);
    return answers;
  } catch (error) {
    for (const { reject } of batch) reject(error);
    return [];
  }
}
