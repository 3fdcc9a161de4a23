import type { AcceptedCommand } from '../shared/command.ts';
import type { AccountId, ConcertId, PerformanceId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import type { SeatPlan } from './choosing/seat-plan.ts';
import type { HoldOutcome, HoldSeats } from './commands.ts';
import type { UnpaidHolds } from './hold-budget.ts';
import type { Reservation } from './model.ts';

/** Grade and price of each seat category in one performance. Other categories are not for sale. */
export type PriceList = ReadonlyMap<string, { readonly grade: string; readonly price: Won }>;

/** The facts about a performance that holds need, except its seats. */
export interface SaleTerms {
  readonly id: PerformanceId;
  readonly concertId: ConcertId;
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  readonly waitingRoomEnabled: boolean;
  readonly maxSeatsPerUser: number;
  readonly holdSeconds: number;
  /** Unpaid seat-seconds of one account; 0 for no limit. */
  readonly holdBudgetSeatSeconds: number;
  readonly prices: PriceList;
}

export interface PerformanceOnSale extends SaleTerms {
  /** Null while the venue's plan is not in memory: commands that need it are left undecided. */
  readonly plan: SeatPlan | null;
  /** Whether a seat is free. Defined for the seats that the batch's commands may take. */
  readonly isFree: (seatNumber: number) => boolean;
}

/** The facts a batch is decided on, as of its transaction. */
export interface HoldSnapshot {
  /** The database's time. */
  readonly now: Date;
  readonly performances: ReadonlyMap<PerformanceId, PerformanceOnSale>;
  readonly liveSeats: (accountId: AccountId, performanceId: PerformanceId) => number;
  readonly unpaidHolds: (accountId: AccountId, performanceId: PerformanceId) => UnpaidHolds;
}

export interface HoldDecision {
  readonly command: HoldCommand;
  readonly outcome: HoldOutcome;
  /** The reservation to write; null if the command was refused. */
  readonly reservation: Reservation | null;
}

/** A hold command in order of acceptance, with the state of its pass. */
export interface HoldCommand extends AcceptedCommand<HoldSeats> {
  /** Whether account and queue token have an active pass for the concert. */
  readonly admitted: boolean;
}

/**
 * Decides a batch on a snapshot; pure. Leaves undecided: commands whose data the snapshot lacks,
 * with all later ones of their concerts, and the last ones when time runs out.
 */
export type DecideHolds = (
  snapshot: HoldSnapshot,
  commands: readonly HoldCommand[],
) => readonly HoldDecision[];
