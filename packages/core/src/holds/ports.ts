import type { JobId } from '../shared/ids.ts';
import type { Command, Outcome } from '../shared/outcome.ts';
import type { HoldSeats } from './commands.ts';
import type { HoldBook, HoldDecision } from './decide-holds.ts';

/** A hold command in the order of its acceptance, with what Redis knows about its pass. */
export interface HoldCommand extends Command<HoldSeats> {
  readonly acceptedAt: Date;
  /** Whether account and queue token have an active pass for the concert. */
  readonly admitted: boolean;
}

/** Decides a batch against the book; pure. The book already reflects everything decided before. */
export type DecideHolds = (book: HoldBook, commands: readonly HoldCommand[]) => readonly HoldDecision[];

/** The exclusive right to decide the holds of one partition. */
export interface HoldLedger {
  /**
   * Decides commands in the order given, in one transaction: reads what they touch, asks `decide`, and writes seats,
   * reservations, outcomes and events. A command decided earlier keeps its recorded outcome. All or nothing.
   */
  decideInOrder(commands: readonly HoldCommand[], decide: DecideHolds): Promise<ReadonlyMap<JobId, Outcome>>;
}
