import type { Log } from './measuring/stack.ts';

/** Something that `npm run bench -- <name>` measures. `S` says how much. */
export interface Scenario<S> {
  readonly full: S;
  readonly quick: S;
  run(options: RunOptions<S>): Promise<Report>;
}

export interface RunOptions<S> {
  readonly settings: S;
  /** Further words of the command line. */
  readonly parts: readonly string[];
  /** The folder for files beside the report. */
  readonly folder: string;
  readonly log: Log;
}

export interface Report {
  readonly markdown: string;
  /** The most that other programs used while a figure of the report was taken, in cores. */
  readonly coresElsewhere: number;
  /** All that was measured, to be kept as JSON. */
  readonly results: object;
}
