import type { NewId, PerformanceId } from '../shared/ids.ts';
import { sumWon } from '../shared/money.ts';
import { rejected, succeeded } from '../shared/outcome.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import { BatchState } from './batch-state.ts';
import type { SeatChooser } from './choosing/choose-seats.ts';
import type { PlannedSeat, SeatPlan } from './choosing/seat-plan.ts';
import type { HoldRefusal } from './commands.ts';
import { budgetUsedUpUntil } from './hold-budget.ts';
import type { DecideHolds, HoldCommand, HoldDecision, PerformanceOnSale } from './hold-snapshot.ts';
import type { Reservation } from './model.ts';
import { refuseUnseen } from './refuse-unseen.ts';
import { viewReservation } from './reservation-view.ts';
import { exceedsSeatLimit } from './retake-seats.ts';

/** The time limit of one batch. At least one command is decided. */
export interface DecisionBudget {
  readonly nowMs: () => number;
  readonly budgetMs: number;
}
/** Performances whose search state is kept; that of a large house takes tens of megabytes. */
const MAX_UNFINISHED = 4;
const UNLIMITED: DecisionBudget = { nowMs: () => 0, budgetMs: Number.POSITIVE_INFINITY };

/**
 * Decides in order: the first accepted command wins a seat. Pure except for new ids and elapsed
 * time. Keeps search state when time runs out; this changes no decision.
 */
export function makeDecideHolds(newId: NewId, { nowMs, budgetMs }: DecisionBudget = UNLIMITED): DecideHolds {
  const unfinished = new Map<PerformanceId, SeatChooser>();
  return (snapshot, commands) => {
    const batch = new BatchState(snapshot, unfinished);
    const endsAtMs = nowMs() + budgetMs;
    const decisions: HoldDecision[] = [];
    let isLate = false;
    for (const command of commands) {
      isLate = decisions.length > 0 && nowMs() >= endsAtMs;
      if (isLate) break;
      const { concertId } = command.payload;
      const decided = batch.waits(concertId) ? null : decideOne(batch, command, newId);
      if (decided === null) {
        batch.wait(concertId);
      } else if (!decided.ok) {
        decisions.push({ command, outcome: rejected(decided.error), reservation: null });
      } else {
        const reservation = decided.value;
        batch.take(reservation);
        const outcome = succeeded({ reservation: viewReservation(reservation) });
        decisions.push({ command, outcome, reservation });
      }
    }
    // Otherwise the rest of the batch would repeat the same search and time out again.
    for (const [id, chooser] of batch.choosers()) {
      unfinished.delete(id);
      if (isLate) unfinished.set(id, chooser);
    }
    for (const oldest of unfinished.keys()) if (unfinished.size > MAX_UNFINISHED) unfinished.delete(oldest);
    return decisions;
  };
}

/** Null if the command needs a seat plan that is not in memory. */
function decideOne(
  batch: BatchState,
  command: HoldCommand,
  newId: NewId,
): Result<Reservation, HoldRefusal> | null {
  const { payload, accountId } = command;
  const { now } = batch.snapshot;
  const performance = batch.snapshot.performances.get(payload.performanceId);
  const refusal = refuseUnseen(performance, command, now);
  if (refusal || !performance) return refuse(refusal ?? { code: 'performance_not_found' });

  const { holdBudgetSeatSeconds } = performance;
  const usedUpUntil = budgetUsedUpUntil(
    holdBudgetSeatSeconds,
    batch.snapshot.unpaidHolds(accountId, performance.id),
    now,
  );
  if (usedUpUntil) return refuse({ code: 'hold_budget_used_up', retryAt: usedUpUntil.toISOString() });

  const { request } = payload;
  const quantity = 'seatNumbers' in request ? request.seatNumbers.length : request.bestAvailable.quantity;
  if (exceedsSeatLimit(batch.seatsOf(accountId, performance.id), quantity, performance.maxSeatsPerUser)) {
    return refuse({ code: 'seat_limit_exceeded' });
  }
  const { plan } = performance;
  if (plan === null) return null;
  const chosen =
    'seatNumbers' in request
      ? namedSeats(batch, performance, plan, request.seatNumbers)
      : batch.bestSeats(performance, plan, request.bestAvailable);
  if (!chosen.ok) return chosen;

  const seats = chosen.value.map((seat) => pricedSeat(performance, seat));
  return ok({
    id: newId('res'),
    accountId,
    concertId: performance.concertId,
    performanceId: performance.id,
    status: 'held',
    seats,
    totalAmount: sumWon(seats.map((seat) => seat.price)),
    expiresAt: new Date(now.getTime() + performance.holdSeconds * 1_000),
    createdAt: now,
    version: 1,
  });
}

function pricedSeat(performance: PerformanceOnSale, seat: PlannedSeat): Reservation['seats'][number] {
  const priced = performance.prices.get(seat.category);
  if (!priced) throw new Error(`seat ${seat.seatNumber} of ${performance.id} has no price`);
  const { seatNumber, seatGuid, label } = seat;
  return { seatNumber, seatGuid, label, grade: priced.grade, price: priced.price };
}

/** Exactly the named seats, all or none. */
function namedSeats(
  batch: BatchState,
  performance: PerformanceOnSale,
  plan: SeatPlan,
  seatNumbers: readonly number[],
): Result<readonly PlannedSeat[], HoldRefusal> {
  const seats: PlannedSeat[] = [];
  for (const seatNumber of seatNumbers) {
    const seat = plan.byNumber.get(seatNumber);
    if (!seat) return refuse({ code: 'seat_not_found', seatNumbers: [seatNumber] });
    seats.push(seat);
  }
  const gone = seats
    .filter((seat) => !performance.prices.has(seat.category) || !batch.isFree(performance, seat.seatNumber))
    .map(({ seatNumber }) => seatNumber);
  return gone.length > 0 ? refuse({ code: 'seat_unavailable', seatNumbers: gone }) : ok(seats);
}
