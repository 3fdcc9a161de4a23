import type { BenchContext } from './measuring/stack.ts';

/** Something that `npm run bench -- <name>` measures. `S` says how much. */
export interface Scenario<S> {
  readonly title: string;
  readonly full: S;
  /** Changes by `--quick`. */
  readonly quick: Partial<S>;
  run(options: RunOptions<S>): Promise<Report>;
}

export interface RunOptions<S> extends BenchContext {
  readonly settings: S;
  /** Further words of the command line. */
  readonly parts: readonly string[];
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

/** A measured subject and its figure, each in a few words. */
export type Figure = readonly [subject: string, figure: string];

interface Report {
  /** The machine that was measured. */
  readonly machine: string;
  /** The main figures, for the table at the top of `docs/benchmarks.md`. */
  readonly figures?: readonly Figure[];
  /** The results as Markdown, for the terminal and for the documents. */
  readonly sections: readonly string[];
  /** The most that other programs used while a figure of the report was taken, in cores. */
  readonly coresElsewhere: number;
  /** All that was measured, to be kept as JSON. */
  readonly results: object;
}
