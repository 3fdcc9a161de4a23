/** How many commands one transaction takes. */
export interface BatchSize {
  /** As many of these as may be taken now, the first ones. */
  take<T>(commands: readonly T[]): readonly T[];
  /** What was taken last could be decided: a few more next time. */
  grow(): void;
  /** The server ended the session for what was taken last: half of it next time. */
  halve(): void;
}

export function makeBatchSize(): BatchSize {
  let most = Number.POSITIVE_INFINITY;
  let taken = 0;
  return {
    take: (commands) => {
      taken = Math.min(commands.length, most);
      return commands.slice(0, taken);
    },
    grow: () => {
      most += 1;
    },
    halve: () => {
      most = Math.max(1, taken >> 1);
    },
  };
}
