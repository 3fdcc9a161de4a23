import type { Target } from './target.ts';

/** The result of an attack. */
export interface Verdict {
  readonly safe: boolean;
  /** The cost for the attacker: requests, bytes, accounts. */
  readonly spent: string;
  /** The reaction of the system, in one sentence. */
  readonly outcome: string;
}

export interface Attack {
  /** A word for `--only`. */
  readonly name: string;
  /** The goal of the attacker, in one sentence. */
  readonly tries: string;
  readonly run: (target: Target) => Promise<Verdict>;
}
