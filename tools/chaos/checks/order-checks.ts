import { CONCERT_DEFAULTS } from '@concert-mania/core/programme/model';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import {
  type DecidedCommand,
  decidedCommands,
  type HistoryCheck,
  type RunHistory,
  textIn,
  type Violation,
  violation,
} from './history.ts';
import { type Ownership, overlaps, ownershipsOf } from './ownership.ts';
import { askedSeats, quantityOf } from './seat-checks.ts';

/** A decided hold, and the steps of the event log between which it was decided. */
interface PlacedHold extends DecidedCommand {
  readonly heldAt: number | null;
  /** The last success accepted before it, and the first one accepted after it. */
  readonly after: number;
  readonly before: number;
}

/** A batch reads the seats of an account once, so a count may be as old as the batch. */
const BATCH_COMMANDS = 256;

/**
 * Holds must have the outcomes that deciding them one by one, in the order of acceptance, would
 * give.
 */
export const orderChecks: readonly HistoryCheck[] = [
  {
    name: 'every-hold-was-queued',
    promise: 'every decided hold is in the order of acceptance',
    find: (history) => {
      const queued = new Set([...history.acceptedOrder.values()].flat());
      return decidedCommands(history)
        .filter(({ command, jobId }) => command.kind === 'hold' && !queued.has(jobId))
        .map(({ command, jobId }) =>
          violation(jobId, 'was decided, but no queue of Redis has accepted it', command),
        );
    },
  },
  {
    name: 'decided-in-order',
    promise: 'holds of a concert take effect in the order in which they were accepted',
    find: (history) =>
      [...holdsInOrder(history).values()].flatMap((holds) => {
        let latest: PlacedHold | undefined;
        return holds.flatMap((hold): readonly Violation[] => {
          if (hold.heldAt === null) return [];
          const earlier = latest;
          if (earlier === undefined || hold.heldAt > (earlier.heldAt ?? 0)) {
            latest = hold;
            return [];
          }
          const detail = `was accepted after ${earlier.jobId} and took effect before it`;
          return [violation(hold.jobId, detail, earlier.command, hold.command)];
        });
      }),
  },
  {
    name: 'refusals-had-their-reason',
    promise: 'a hold was rejected only because of holds accepted before it',
    find: (history) => {
      const owners = Map.groupBy(ownershipsOf(history), ({ performanceId }) => performanceId);
      return [...holdsInOrder(history)].flatMap(([performanceId, holds]) => {
        const seats = history.database.availability.get(performanceId)?.length ?? 0;
        return holds.flatMap((hold, index) => {
          const longBefore = holds[index - BATCH_COMMANDS]?.after ?? 0;
          const flaw = unfounded(hold, owners.get(performanceId) ?? [], seats, longBefore);
          return flaw === null ? [] : [violation(hold.jobId, flaw, hold.command)];
        });
      });
    },
  },
];

/** The decided holds of each performance in the order of acceptance. */
function holdsInOrder(history: RunHistory): ReadonlyMap<string, readonly PlacedHold[]> {
  const heldAt = new Map(
    history.database.steps
      .filter(({ type }) => type === 'reservation.held')
      .map(({ reservationId, seq }) => [reservationId, seq]),
  );
  const place = new Map(
    [...history.acceptedOrder.values()].flatMap((jobs) => jobs.map((id, at) => [id, at])),
  );
  const holds = decidedCommands(history)
    .filter(({ command, jobId }) => command.kind === 'hold' && place.has(jobId))
    .sort((a, b) => (place.get(a.jobId) ?? 0) - (place.get(b.jobId) ?? 0));
  const byPerformance = Map.groupBy(holds, ({ command }) => String(command.body.performanceId));
  return new Map([...byPerformance].map(([id, each]) => [id, placeHolds(each, heldAt)]));
}

function placeHolds(
  holds: readonly DecidedCommand[],
  heldAt: ReadonlyMap<string, number>,
): readonly PlacedHold[] {
  const stepOf = ({ outcome }: { readonly outcome: Outcome }): number | null =>
    outcome.status === 'succeeded'
      ? (heldAt.get(textIn(outcome.result, 'reservation', 'id') ?? '') ?? null)
      : null;
  const steps = holds.map(({ job }) => stepOf(job));
  const before = steps.map(() => Number.POSITIVE_INFINITY);
  for (let i = steps.length - 2; i >= 0; i -= 1) {
    before[i] = Math.min(before[i + 1] ?? Number.POSITIVE_INFINITY, steps[i + 1] ?? Number.POSITIVE_INFINITY);
  }
  let after = 0;
  return holds.map((hold, i) => {
    const placed = { ...hold, heldAt: steps[i] ?? null, after, before: before[i] ?? 0 };
    after = Math.max(after, steps[i] ?? 0);
    return placed;
  });
}

/** Why a rejection was wrong; null if it may have been right. */
function unfounded(
  hold: PlacedHold,
  owners: readonly Ownership[],
  seats: number,
  longBefore: number,
): string | null {
  const { outcome } = hold.job;
  if (outcome.status !== 'rejected') return null;
  const { body, accountId } = hold.command;
  const code: string = outcome.error.code;
  switch (code) {
    case 'seat_unavailable': {
      const taken = askedSeats(body)?.some((seat) =>
        owners.some((owner) => owner.seatNumbers.includes(seat) && overlaps(owner, hold.after, hold.before)),
      );
      return taken ? null : 'was rejected for seats that were free';
    }
    case 'seat_limit_exceeded': {
      const mine = owners.filter((owner) => owner.accountId === accountId);
      const most = mostSeats(mine, longBefore, hold.before);
      const fits = most + quantityOf(body) <= CONCERT_DEFAULTS.maxSeatsPerUser;
      return fits ? `was rejected for the limit with ${most} seats live at most` : null;
    }
    case 'not_enough_seats': {
      const most = mostSeats(owners, longBefore, hold.before);
      return seats - most >= quantityOf(body) ? `was rejected with ${seats - most} seats free` : null;
    }
    case 'admission_required':
      return hold.command.headers['queue-token'] === undefined
        ? 'was rejected although the concert has no waiting room'
        : null;
    case 'no_adjacent_seats':
    case 'hold_budget_used_up':
      return null;
    default:
      return `was rejected for ${code}, which was never so`;
  }
}

/** The maximum of seats owned at once between two steps. */
function mostSeats(owners: readonly Ownership[], after: number, before: number): number {
  const near = owners.filter((owner) => overlaps(owner, after, before));
  const moments = [after, ...near.map(({ from }) => from).filter((from) => from > after)];
  const seatsAt = (moment: number) =>
    near
      .filter(({ from, to }) => from <= moment && to > moment)
      .reduce((sum, { seatNumbers }) => sum + seatNumbers.length, 0);
  return Math.max(0, ...moments.map(seatsAt));
}
