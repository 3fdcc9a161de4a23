/** Counts login attempts by key. After a few, each further attempt needs a longer delay. */
export interface Guesses {
  /** Counts an attempt and returns 0; or returns the seconds to wait and counts nothing. */
  begin(key: string): Promise<number>;
  /** `right` deletes the key's attempts; `undone` takes back the last one. */
  end(key: string, result: 'right' | 'undone'): Promise<void>;
}

/** For tests and load runs: allows every attempt. */
export const unlimitedGuesses: Guesses = { begin: async () => 0, end: async () => undefined };

export interface TooManyGuesses {
  readonly code: 'rate_limited';
  readonly retryAfterSeconds: number;
}
