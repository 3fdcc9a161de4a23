import { type Answer, failure, type Reaction } from './answers.ts';
import type { Book } from './book.ts';

export interface Keyed {
  readonly idempotencyKey: string | null;
  /** Distinguishes requests with the same key. */
  readonly fingerprint: string;
}

/** Stores an answer as the final one of its key. Call it in the transaction of the effect. */
export type Keep = (answer: Answer) => Answer;
export type Once = (key: Keyed, run: (keep: Keep) => Promise<Reaction>) => Promise<Reaction>;

/**
 * Runs a request once per idempotency key: a repeat gets the stored answer, or 409 during the run.
 */
export function makeOnce(book: Pick<Book, 'findAnswer' | 'addAnswer'>): Once {
  // Running keys are lost with the process; finished ones are in the database.
  const underWay = new Set<string>();
  return async ({ idempotencyKey, fingerprint }, run) => {
    if (idempotencyKey === null) return run((answer) => answer);
    const known = book.findAnswer(idempotencyKey);
    if (known && known.fingerprint !== fingerprint) return failure('IDEMPOTENCY_KEY_REUSED');
    if (known) return { kind: 'answer', status: known.status, body: JSON.parse(known.body) };
    if (underWay.has(idempotencyKey)) return failure('IDEMPOTENT_REQUEST_PROCESSING');
    underWay.add(idempotencyKey);
    const keep = (answer: Answer): Answer => {
      const { status, body } = answer;
      book.addAnswer(idempotencyKey, { fingerprint, status, body: JSON.stringify(body) });
      return answer;
    };
    return run(keep).finally(() => underWay.delete(idempotencyKey));
  };
}
