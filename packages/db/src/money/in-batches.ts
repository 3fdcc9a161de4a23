import { batchWhileBusy } from '@concert-mania/runtime/async/batch-calls';
import { outsideTraces } from '@concert-mania/runtime/tracing/trace-context';

/** Called when a batch fails, before each of its payments is written alone. */
export type OnFallback = (error: unknown, payments: number) => void;

interface BatchOptions<Q, A> {
  /** One transaction for all. Questions that it leaves out are answered alone. */
  together(questions: readonly Q[]): Promise<ReadonlyMap<Q, A>>;
  alone(question: Q): Promise<A>;
  readonly onFallback?: OnFallback | undefined;
}

/** While this many transactions are open, new payments wait and share the next one. */
const CONCURRENCY = 2;
const MAX_BATCH = 50;

/**
 * Payments that arrive while others are being written share one transaction, which costs little
 * more than that of one. After a fault of a batch each of its payments is written alone.
 */
export function inBatches<Q, A>({
  together,
  alone,
  onFallback,
}: BatchOptions<Q, A>): (question: Q) => Promise<A> {
  const none: ReadonlyMap<Q, A> = new Map();
  return batchWhileBusy(
    // A batch runs in the trace of whichever payment started it; its events name their own.
    (questions) =>
      outsideTraces(async () => {
        const answerNone = (error: unknown) => {
          onFallback?.(error, questions.length);
          return none;
        };
        const answers = questions.length > 1 ? await together(questions).catch(answerNone) : none;
        return questions.map((question) => answers.get(question) ?? alone(question));
      }),
    { most: MAX_BATCH, concurrency: CONCURRENCY },
  );
}
