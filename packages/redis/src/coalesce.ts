interface Pending<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends the questions of one turn of the event loop that have the same key together, in the order in which they were
 * asked and at most `most` at a time. `ask` answers as many as it was asked, in the same order.
 */
export function coalesce<Q, A>(
  ask: (key: string, questions: readonly Q[]) => Promise<readonly A[]>,
  most: number,
): (key: string, question: Q) => Promise<A> {
  let turn = new Map<string, Pending<Q, A>[]>();

  const send = async (key: string, batch: readonly Pending<Q, A>[]): Promise<void> => {
    try {
      const answers = await ask(
        key,
        batch.map(({ question }) => question),
      );
      if (answers.length !== batch.length) throw new Error(`${answers.length} answers to ${batch.length}`);
      for (const [i, answer] of answers.entries()) batch[i]?.resolve(answer);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  const flush = () => {
    const due = turn;
    turn = new Map();
    for (const [key, pending] of due) {
      for (let i = 0; i < pending.length; i += most) void send(key, pending.slice(i, i + most));
    }
  };

  return (key, question) =>
    new Promise((resolve, reject) => {
      if (turn.size === 0) setImmediate(flush);
      const pending = turn.get(key);
      if (pending) pending.push({ question, resolve, reject });
      else turn.set(key, [{ question, resolve, reject }]);
    });
}
