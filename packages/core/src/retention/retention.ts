/** What is removed once it is old enough. The names are also labels of a metric. */
export const RETAINED_KINDS = [
  'command_outcomes',
  'notices',
  'account_tokens',
  'password_reset_requests',
  'sessions',
  'refresh_tokens',
  'top_up_orders',
  'gateway_comparisons',
  'gateway_differences',
  'webhook_deliveries',
  'staff_actions',
] as const;
export type RetainedKind = (typeof RETAINED_KINDS)[number];

/** For how many days each kind is kept; 0 for good. */
export type RetentionDays = Readonly<Record<RetainedKind, number>>;

export interface RetentionStore {
  /**
   * Removes some rows that are older than `days`, on the next pages of the table. `done` at the end of
   * the table; the next call begins at its first page.
   */
  removeSome(kind: RetainedKind, days: number): Promise<{ readonly removed: number; readonly done: boolean }>;
}

export interface RetentionRound {
  readonly removed: ReadonlyMap<RetainedKind, number>;
  /** Kinds whose rows could not be removed, each with the error. */
  readonly failed: ReadonlyMap<RetainedKind, unknown>;
}

/** A large table is walked in several rounds, so that one round is a small load. */
export const MOST_STEPS_PER_KIND = 20;

/** Removes what is too old, a few steps of each kind. A kind that fails keeps no other from its turn. */
export async function removeOld(
  store: RetentionStore,
  days: RetentionDays,
  rest: () => Promise<void>,
  stopped: { readonly aborted: boolean },
): Promise<RetentionRound> {
  const removed = new Map<RetainedKind, number>();
  const failed = new Map<RetainedKind, unknown>();
  for (const kind of RETAINED_KINDS) {
    if (days[kind] === 0) continue;
    try {
      for (let steps = 0; steps < MOST_STEPS_PER_KIND && !stopped.aborted; steps += 1) {
        const step = await store.removeSome(kind, days[kind]);
        if (step.removed > 0) removed.set(kind, (removed.get(kind) ?? 0) + step.removed);
        if (step.done) break;
        await rest();
      }
    } catch (error) {
      failed.set(kind, error);
    }
  }
  return { removed, failed };
}
