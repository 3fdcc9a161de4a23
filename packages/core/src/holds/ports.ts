import type { DecidedBatch } from '../shared/outcome.ts';
import type { HoldOutcome } from './commands.ts';
import type { DecideHolds, HoldCommand } from './hold-snapshot.ts';

/** The exclusive right to decide the holds of one partition. */
export interface HoldBatches {
  /**
   * Decides commands in order and writes seats, reservations, outcomes and events, all in one
   * transaction. Earlier outcomes stay. Undecided commands come with all later ones of their
   * concert.
   */
  decideInOrder(commands: readonly HoldCommand[], decide: DecideHolds): Promise<DecidedBatch<HoldOutcome>>;
}
