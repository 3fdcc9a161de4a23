/**
 * Attempts to prove who one is, counted by key. After a few, the next is allowed only after a delay
 * that grows with each.
 */
export interface Guesses {
  /** Counts an attempt and answers 0, or the seconds until one is allowed, and counts nothing. */
  begin(key: string): Promise<number>;
  /** `right` forgets all attempts of the key; `undone` takes back the one begun. */
  end(key: string, result: 'right' | 'undone'): Promise<void>;
}

/** For tests and load runs: every attempt is allowed. */
export const unlimitedGuesses: Guesses = { begin: async () => 0, end: async () => undefined };

export interface TooManyGuesses {
  readonly code: 'rate_limited';
  readonly retryAfterSeconds: number;
}
