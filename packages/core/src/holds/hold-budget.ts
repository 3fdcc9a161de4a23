import type { ReservationStatus } from './model.ts';

/** Used when the concert's budget is null; 0 means no limit. Two holds of four seats for 10 min. */
export const DEFAULT_HOLD_BUDGET_SEAT_SECONDS = 4_800;
/** A use is forgotten after this time. No budget can be larger. */
export const HOLD_USE_SECONDS = 86_400;
/** The shortest time in which a used-up budget refills. */
export const LEAST_COOL_DOWN_SECONDS = 30;

const MS_PER_SECOND = 1_000;

/**
 * How a hold ended without payment. `declined`: its payment was declined and the seats released.
 */
export type UnpaidEnd = 'expired' | 'released' | 'declined';

/** A hold that ended unpaid. It ends at its deadline at the latest. */
export interface HoldUse {
  readonly end: UnpaidEnd;
  readonly seats: number;
  readonly heldAt: Date;
  readonly endedAt: Date;
}

/** A hold that is neither paid nor ended. */
export interface OpenHold {
  readonly seats: number;
  readonly heldAt: Date;
  readonly expiresAt: Date;
}

/** The unpaid holds of one account and performance. */
export interface UnpaidHolds {
  /** The uses of the last `HOLD_USE_SECONDS`, in any order. */
  readonly uses: readonly HoldUse[];
  readonly open: readonly OpenHold[];
}
export const NO_UNPAID_HOLDS: UnpaidHolds = { uses: [], open: [] };

/** Seat-seconds used since the budget was last full, and when it is full again. */
interface Spent {
  readonly seatMs: number;
  readonly wholeAtMs: number;
}
const NOTHING: Spent = { seatMs: 0, wholeAtMs: Number.NEGATIVE_INFINITY };

/**
 * Until when an account's budget for a performance is used up; null if it is not. A use costs seats
 * × seconds and the budget refills after as many seconds. Open holds count as if they expire.
 */
export function budgetUsedUpUntil(
  budgetSeatSeconds: number,
  { uses, open }: UnpaidHolds,
  now: Date,
): Date | null {
  if (budgetSeatSeconds === 0 || uses.length === 0) return null;
  const spent = charged(uses).reduce((sum, use) => spend(sum, use.endedAt, costOf(use)), NOTHING);
  if (spent.seatMs < budgetSeatSeconds * MS_PER_SECOND || now.getTime() >= spent.wholeAtMs) return null;
  const worst = open
    .map(({ expiresAt, ...hold }) => ({ ...hold, endedAt: expiresAt }))
    .sort(byEnd)
    .reduce((sum, use) => spend(sum, use.endedAt, costOf(use)), spent);
  return new Date(worst.wholeAtMs);
}

/** Oldest first, without the first released and the first declined hold, which are free. */
function charged(uses: readonly HoldUse[]): readonly HoldUse[] {
  const free = new Set<UnpaidEnd>(['released', 'declined']);
  return [...uses].sort(byEnd).filter(({ end }) => !free.delete(end));
}

const byEnd = (a: Pick<HoldUse, 'endedAt'>, b: Pick<HoldUse, 'endedAt'>): number =>
  a.endedAt.getTime() - b.endedAt.getTime();

const costOf = ({ seats, heldAt, endedAt }: Omit<HoldUse, 'end'>): number =>
  seats * Math.max(0, endedAt.getTime() - heldAt.getTime());

function spend({ seatMs, wholeAtMs }: Spent, endedAt: Date, costMs: number): Spent {
  const endedAtMs = endedAt.getTime();
  return {
    seatMs: endedAtMs >= wholeAtMs ? costMs : seatMs + costMs,
    wholeAtMs: Math.max(
      Math.max(wholeAtMs, endedAtMs) + costMs,
      endedAtMs + LEAST_COOL_DOWN_SECONDS * MS_PER_SECOND,
    ),
  };
}

/**
 * How a change of status ended a hold unpaid; null if it did not. A hold that expires while the
 * gateway does not answer costs nothing.
 */
export function unpaidEnd(before: ReservationStatus, after: ReservationStatus): UnpaidEnd | null {
  if (after === 'released') return 'released';
  if (after === 'payment_failed') return 'declined';
  return before === 'held' && after === 'expired' ? 'expired' : null;
}
