import type { HoldOutcome } from '@concert-mania/core/holds/commands';
import { DEFAULT_HOLD_BUDGET_SEAT_SECONDS } from '@concert-mania/core/holds/hold-budget';
import type { DecideHolds, HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import type { HoldBatches } from '@concert-mania/core/holds/ports';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { RecordedOutcome } from '@concert-mania/core/shared/outcome';
import type { Database } from '@concert-mania/db/connection/database';
import {
  type HoldPartitions,
  type HoldPartitionsOptions,
  makeHoldPartitions,
} from '@concert-mania/db/holds/hold-partitions';
import { makeSeatPlans } from '@concert-mania/db/holds/seat-plans';

/** Opens the hold partitions as a worker does. */
export const openHoldPartitions = (
  options: Pick<HoldPartitionsOptions, 'url'> & { readonly db: Database } & Partial<HoldPartitionsOptions>,
): HoldPartitions =>
  makeHoldPartitions({
    workerId: 'test',
    plans: makeSeatPlans({
      db: options.db,
      maxSeats: 400_000,
      onRead: () => {},
      onFault: (_, error) => {
        throw error;
      },
    }),
    defaults: { holdSeconds: 600, holdBudgetSeatSeconds: DEFAULT_HOLD_BUDGET_SEAT_SECONDS },
    statementTimeoutMs: 5_000,
    frozenAfterSeconds: 8,
    onFrozen: () => {},
    ...options,
  });

/**
 * Decides all commands in order, repeating until none is undecided: a seat plan may have to be read
 * first.
 */
export async function decideAll(
  batches: HoldBatches,
  commands: readonly HoldCommand[],
  decide: DecideHolds,
): Promise<ReadonlyMap<JobId, RecordedOutcome<HoldOutcome>>> {
  const outcomes = new Map<JobId, RecordedOutcome<HoldOutcome>>();
  for (let left = commands; left.length > 0; ) {
    const decided = await batches.decideInOrder(left, decide);
    for (const [jobId, outcome] of decided.outcomes) outcomes.set(jobId, outcome);
    left = left.filter(({ jobId }) => !outcomes.has(jobId));
    if (left.length > 0) await decided.ready;
  }
  return new Map(
    commands.flatMap(({ jobId }) => {
      const outcome = outcomes.get(jobId);
      return outcome ? [[jobId, outcome]] : [];
    }),
  );
}
