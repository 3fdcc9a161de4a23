import { type Answer, failure, type Reaction } from './answers.ts';
import type { Book } from './book.ts';

export interface Keyed {
  readonly idempotencyKey: string | null;
  /** Tells requests apart that use the same key. */
  readonly fingerprint: string;
}

/** Remembers an answer as the final one of its key. Call it in the transaction of what the answer tells about. */
export type Keep = (answer: Answer) => Answer;
export type Once = (key: Keyed, run: (keep: Keep) => Promise<Reaction>) => Promise<Reaction>;

/** Runs a request once per idempotency key: repeated, it gets the kept answer; while it is under way, a 409. */
export function makeOnce(book: Pick<Book, 'findAnswer' | 'addAnswer'>): Once {
  // The keys under way die with the process; what was done stays in the book.
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
