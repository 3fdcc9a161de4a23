/** One thing that `npm run bench -- <name>` can measure: `S` says how much, `R` is what came of it. */
export interface Scenario<S, R> {
  readonly full: S;
  readonly quick: S;
  run(options: RunOptions<S>): Promise<R>;
  /** Markdown; plots are referred to as `plots/<name>.svg`. */
  report(results: R): string;
  /** SVG documents by name. */
  plots?(results: R): Readonly<Record<string, string>>;
  /** The most that other programs used while a figure was taken that the report shows. */
  coresElsewhere(results: R): number;
}

export interface RunOptions<S> {
  readonly settings: S;
  /** API processes, where their number can be chosen. */
  readonly apis: number;
  /** Whether CPU profiles are wanted beside the figures. */
  readonly profile: boolean;
  readonly profileDir: string;
  readonly log: (line: string) => void;
}
