import type { AccountId, ConcertId, PerformanceId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import type { Command, Outcome } from '../shared/outcome.ts';
import type { SeatPlan } from './choosing/seat-plan.ts';
import type { HoldSeats } from './commands.ts';
import type { UnpaidHolds } from './hold-budget.ts';
import type { Reservation } from './model.ts';

/**
 * Grade and price of each seat category in one performance. Seats of other categories are not for
 * sale.
 */
export type PriceList = ReadonlyMap<string, { readonly grade: string; readonly price: Won }>;

/** Everything about a performance that holds need, except its seats. */
export interface PerformanceTerms {
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

export interface PerformanceOnSale extends PerformanceTerms {
  /** Null while the venue's plan is not in memory: commands that need it are left undecided. */
  readonly plan: SeatPlan | null;
  /** Whether a seat is free, for the seats that commands of the batch may take: those named, or all. */
  readonly isFree: (seatNumber: number) => boolean;
}

/** Everything a batch is decided against, as it stands in the transaction. */
export interface HoldSnapshot {
  /** The database's time. */
  readonly now: Date;
  readonly performances: ReadonlyMap<PerformanceId, PerformanceOnSale>;
  readonly liveSeats: (accountId: AccountId, performanceId: PerformanceId) => number;
  readonly unpaidHolds: (accountId: AccountId, performanceId: PerformanceId) => UnpaidHolds;
}

export interface HoldDecision {
  readonly command: HoldCommand;
  readonly outcome: Outcome;
  /** The reservation to write; null when the command was refused. */
  readonly reservation: Reservation | null;
}

/** A hold command in the order of its acceptance, with what Redis knows about its pass. */
export interface HoldCommand extends Command<HoldSeats> {
  readonly acceptedAt: Date;
  /** Whether account and queue token have an active pass for the concert. */
  readonly admitted: boolean;
}

/**
 * Decides a batch against the book; pure. The book includes all earlier decisions. Left undecided
 * are commands whose data the book lacks, with all later ones of their concerts, and the last ones
 * when time runs out.
 */
export type DecideHolds = (book: HoldSnapshot, commands: readonly HoldCommand[]) => readonly HoldDecision[];
