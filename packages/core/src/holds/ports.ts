import type { DecidedBatch } from '../shared/outcome.ts';
import type { DecideHolds, HoldCommand } from './hold-snapshot.ts';

/** The exclusive right to decide the holds of one partition. */
export interface HoldBatches {
  /**
   * Decides commands in order in one transaction, all or nothing, and writes seats, reservations,
   * outcomes and events. Keeps the outcomes of commands decided earlier. May leave commands
   * undecided, then with all later ones of their concerts.
   */
  decideInOrder(commands: readonly HoldCommand[], decide: DecideHolds): Promise<DecidedBatch>;
}
