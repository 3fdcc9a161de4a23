/** The kinds of data that are deleted when old. The names are labels of a metric. */
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
  'desk_holders',
  'check_ins',
  'unverified_accounts',
] as const;
export type RetainedKind = (typeof RETAINED_KINDS)[number];

/** How many days each kind is kept; 0 keeps it for ever. */
export type RetentionDays = Readonly<Record<RetainedKind, number>>;

export interface RetentionStore {
  /**
   * Deletes some rows older than `days`, on the next pages of the table. `done` at the end of the
   * table; the next call starts at its first page.
   */
  removeSome(kind: RetainedKind, days: number): Promise<{ readonly removed: number; readonly done: boolean }>;
}

export interface RetentionRound {
  readonly removed: ReadonlyMap<RetainedKind, number>;
  /** The kinds that failed, each with its error. */
  readonly failed: ReadonlyMap<RetainedKind, unknown>;
}

/** A large table takes several rounds, so that each round is a small load. */
export const MOST_STEPS_PER_KIND = 20;

/** Deletes old rows, a few steps per kind. A kind that fails does not block the others. */
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
