/**
 * Lets callers with the same key share a call while it runs. The result is not kept afterwards.
 * The key is the question itself unless `keyOf` names another.
 */
export function shareCalls<Q, A>(
  call: (question: Q) => Promise<A>,
  keyOf: (question: Q) => unknown = (question) => question,
): (question: Q) => Promise<A> {
  const running = new Map<unknown, Promise<A>>();
  return (question) => {
    const key = keyOf(question);
    const known = running.get(key);
    if (known !== undefined) return known;
    const started = call(question).finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}
