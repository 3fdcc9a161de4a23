import type { Target } from './target.ts';

/** The result of an attack. */
export interface Verdict {
  readonly safe: boolean;
  /** What the attacker spent: requests, bytes, accounts. */
  readonly spent: string;
  /** What the system did about it, in one sentence. */
  readonly outcome: string;
}

export interface Attack {
  /** A word for `--only`. */
  readonly name: string;
  /** What the attacker tries, in one sentence. */
  readonly tries: string;
  readonly run: (target: Target) => Promise<Verdict>;
}
