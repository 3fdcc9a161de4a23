export interface BodyBudgetLimits {
  readonly totalBytes: number;
  /** The limit of one address group, so a group cannot use up the whole budget. */
  readonly groupBytes: number;
}

/** Bytes of unfinished request bodies that a process holds. */
export interface BodyBudget {
  /** Counts bytes for an address group. Returns false and counts nothing beyond a limit. */
  take(group: string, bytes: number): boolean;
  give(group: string, bytes: number): void;
  /** All bytes counted now. */
  readonly heldBytes: number;
}

/** A budget for bodies that arrive in parts. It remembers a group only while it holds bytes. */
export function makeBodyBudget({ totalBytes, groupBytes }: BodyBudgetLimits): BodyBudget {
  const byGroup = new Map<string, number>();
  let held = 0;
  return {
    take: (group, bytes) => {
      const ofGroup = (byGroup.get(group) ?? 0) + bytes;
      if (ofGroup > groupBytes || held + bytes > totalBytes) return false;
      byGroup.set(group, ofGroup);
      held += bytes;
      return true;
    },
    give: (group, bytes) => {
      held -= bytes;
      const left = (byGroup.get(group) ?? 0) - bytes;
      if (left > 0) byGroup.set(group, left);
      else byGroup.delete(group);
    },
    get heldBytes() {
      return held;
    },
  };
}
