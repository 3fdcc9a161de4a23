import {
  decidedCommands,
  type HistoryCheck,
  reservationsById,
  textIn,
  type Violation,
  violation,
} from './history.ts';
import { type Ownership, ownershipsOf } from './ownership.ts';

/** Seats must be where outcomes and events say they are. */
export const seatChecks: readonly HistoryCheck[] = [
  {
    name: 'holds-have-their-seats',
    promise:
      'a successful hold has its own reservation with the requested seats; every reservation has its hold',
    find: (history) => {
      const reservations = reservationsById(history);
      const found = new Set<string>();
      const violations: Violation[] = [];
      for (const { command, jobId, job } of decidedCommands(history)) {
        if (command.kind !== 'hold' || job.outcome.status !== 'succeeded') continue;
        const id = textIn(job.outcome.result, 'reservation', 'id') ?? '';
        const reservation = reservations.get(id);
        const report = (detail: string) => violations.push(violation(jobId, detail, command));
        if (found.has(id)) report(`succeeded with ${id}, as another hold did`);
        found.add(id);
        if (reservation === undefined) {
          report(`succeeded with ${id || 'nothing'}, which does not exist`);
        } else if (reservation.accountId !== command.accountId) {
          report(`succeeded with ${id}, which belongs to ${reservation.accountId}`);
        } else if (!fits(command.body, reservation.performanceId, reservation.seatNumbers)) {
          report(
            `succeeded with seats ${reservation.seatNumbers.join(', ')} of ${reservation.performanceId}`,
          );
        }
      }
      for (const { id, accountId } of history.database.reservations) {
        if (!found.has(id))
          violations.push(violation(id, `of ${accountId} comes from no hold that succeeded`));
      }
      return violations;
    },
  },
  {
    name: 'one-owner-at-a-time',
    promise: 'no seat ever had two owners at once',
    find: (history) => {
      const bySeat = Map.groupBy(
        ownershipsOf(history).flatMap((owner) => owner.seatNumbers.map((seat) => ({ owner, seat }))),
        ({ owner, seat }) => `${owner.performanceId} seat ${seat}`,
      );
      return [...bySeat].flatMap(([subject, owned]) =>
        doubleOwners(
          subject,
          owned.map(({ owner }) => owner),
        ),
      );
    },
  },
  {
    name: 'seat-map-shows-the-truth',
    promise: 'after the run the API shows the seats as the database has them',
    find: ({ shownAvailability, database }) =>
      [...shownAvailability].flatMap(([performanceId, shown]) => {
        const truth = database.availability.get(performanceId) ?? '';
        if (shown === truth) return [];
        if (shown === '') return [violation(performanceId, 'shows nothing')];
        const seats = [...truth].flatMap((status, index) =>
          shown[index] === status ? [] : [`${index + 1} (${shown[index] ?? 'nothing'}, is ${status})`],
        );
        return [violation(performanceId, `shows seats ${seats.join(', ')}`)];
      }),
  },
];

function doubleOwners(subject: string, owners: readonly Ownership[]): readonly Violation[] {
  const inOrder = [...owners].sort((a, b) => a.from - b.from);
  return inOrder.flatMap((owner, index) => {
    const before = inOrder[index - 1];
    if (before === undefined || before.to <= owner.from) return [];
    return [violation(subject, `went to ${owner.reservationId} while ${before.reservationId} owned it`)];
  });
}

/** Whether seats are what a request asked for: the very seats, or as many. */
function fits(
  body: Readonly<Record<string, unknown>>,
  performanceId: string,
  seatNumbers: readonly number[],
): boolean {
  if (body.performanceId !== performanceId) return false;
  const asked = askedSeats(body);
  const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b).join();
  return asked === null ? seatNumbers.length === quantityOf(body) : sorted(asked) === sorted(seatNumbers);
}

/** The seats that a hold names; null when it asks for the best. */
export const askedSeats = (body: Readonly<Record<string, unknown>>): readonly number[] | null =>
  Array.isArray(body.seatNumbers) ? (body.seatNumbers as readonly number[]) : null;

/** How many seats a hold asks for. */
export function quantityOf(body: Readonly<Record<string, unknown>>): number {
  const best = body.bestAvailable as { readonly quantity: number } | undefined;
  return askedSeats(body)?.length ?? best?.quantity ?? 0;
}
