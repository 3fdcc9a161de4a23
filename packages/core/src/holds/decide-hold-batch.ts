import type { Command, DecidedBatch } from '../shared/outcome.ts';
import type { Passes } from '../waiting-room/ports.ts';
import type { HoldSeats } from './commands.ts';
import { DecisionFailed } from './decision-failed.ts';
import type { DecideHolds } from './hold-book.ts';
import type { HoldLedger } from './ports.ts';

export interface DecideHoldBatchPorts {
  readonly passes: Pick<Passes, 'areActive'>;
  readonly ledger: HoldLedger;
  readonly decide: DecideHolds;
}

/**
 * Decides commands of one partition in the order given, after asking the waiting room who is really inside. Throws
 * `DecisionFailed` when the decision itself threw; any other error is nobody's but the stores'.
 */
export function makeDecideHoldBatch(ports: DecideHoldBatchPorts) {
  const decide: DecideHolds = (...asked) => {
    try {
      return ports.decide(...asked);
    } catch (error) {
      throw new DecisionFailed(error);
    }
  };
  return async (
    commands: readonly (Command<HoldSeats> & { readonly acceptedAt: Date })[],
  ): Promise<DecidedBatch> => {
    const withToken = commands.filter((command) => command.payload.queueToken !== null);
    const active = await ports.passes.areActive(
      withToken.map(({ accountId, payload }) => ({
        concertId: payload.concertId,
        accountId,
        token: payload.queueToken ?? '',
      })),
    );
    const admitted = new Set(withToken.filter((_, index) => active[index]));
    return ports.ledger.decideInOrder(
      commands.map((command) => ({ ...command, admitted: admitted.has(command) })),
      decide,
    );
  };
}
