import type { DecidedBatch } from '../shared/outcome.ts';
import type { DecideHolds, HoldCommand } from './hold-book.ts';

/** The exclusive right to decide the holds of one partition. */
export interface HoldLedger {
  /**
   * Decides commands in the order given, in one transaction: reads what they touch, asks `decide`, and writes seats,
   * reservations, outcomes and events. A command decided earlier keeps its recorded outcome. All or nothing. Commands may be
   * left undecided; then so are all later ones of their concerts.
   */
  decideInOrder(commands: readonly HoldCommand[], decide: DecideHolds): Promise<DecidedBatch>;
}
