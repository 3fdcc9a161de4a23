import type { AcceptedCommand } from '../shared/command.ts';
import type { DecidedBatch } from '../shared/outcome.ts';
import type { Passes } from '../waiting-room/ports.ts';
import type { HoldOutcome, HoldSeats } from './commands.ts';
import { DecisionFailed } from './decision-failed.ts';
import type { DecideHolds } from './hold-snapshot.ts';
import type { HoldBatches } from './ports.ts';

export interface DecideHoldBatchPorts {
  readonly passes: Pick<Passes, 'areActive'>;
  readonly batches: HoldBatches;
  readonly decide: DecideHolds;
}

/**
 * Decides commands of one partition in order, after checking their passes with the waiting room.
 * Throws `DecisionFailed` if the pure decision throws; any other error comes from a store.
 */
export function makeDecideHoldBatch(ports: DecideHoldBatchPorts) {
  const decide: DecideHolds = (...asked) => {
    try {
      return ports.decide(...asked);
    } catch (error) {
      throw new DecisionFailed(error);
    }
  };
  return async (commands: readonly AcceptedCommand<HoldSeats>[]): Promise<DecidedBatch<HoldOutcome>> => {
    const withToken = commands.filter((command) => command.payload.queueToken !== null);
    const active = await ports.passes.areActive(
      withToken.map(({ accountId, payload }) => ({
        concertId: payload.concertId,
        accountId,
        token: payload.queueToken ?? '',
      })),
    );
    const admitted = new Set(withToken.filter((_, index) => active[index]));
    return ports.batches.decideInOrder(
      commands.map((command) => ({ ...command, admitted: admitted.has(command) })),
      decide,
    );
  };
}
