/**
 * Runs costly work once at a time. Calls during a run share the next run, so an answer is never
 * older than its question.
 */
export function oneAtATime<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> | null = null;
  let next: Promise<T> | null = null;
  const start = (): Promise<T> => {
    next = null;
    const started = run();
    const ended = started
      .catch(() => undefined)
      .then(() => {
        if (running === ended) running = null;
      });
    running = ended;
    return started;
  };
  return () => {
    if (running === null) return start();
    next ??= running.then(start);
    return next;
  };
}
