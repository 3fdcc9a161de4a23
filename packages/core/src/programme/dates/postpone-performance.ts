import type { PerformanceId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import { expectRevision } from '../expect-revision.ts';
import type { Edit, Programme, ProgrammeChange, ProgrammeFault, ProgrammeRefusal } from '../model.ts';
import type { ProgrammeStore } from '../ports.ts';
import { faultsOfWindow, sellsTheSameEvening } from '../sale-window.ts';

export interface Postponement {
  readonly startsAt: Date;
  /** Until then every cancellation is refunded in full. */
  readonly fullRefundUntil: Date;
  readonly reason: string;
}

export type PostponePerformance = (
  edit: Edit<PerformanceId> & { readonly postponement: Postponement },
) => Promise<Result<Programme, ProgrammeRefusal>>;

/** Moves a performance to another date. Tickets stay valid, and their fans are notified. */
export function makePostponePerformance({
  programmes,
}: {
  readonly programmes: Pick<ProgrammeStore, 'change' | 'findConcertOf'>;
}): PostponePerformance {
  return async ({ postponement, ...edit }) => {
    const concertId = await programmes.findConcertOf(edit.id);
    if (concertId === null) return refuse({ code: 'performance_not_found' });
    return programmes.change(
      concertId,
      edit.by,
      expectRevision(edit, (programme) => decidePostponement(programme, edit.id, postponement)),
    );
  };
}

/** Refuses a date that the sale or another performance forbids. The same dates change nothing. */
export function decidePostponement(
  { performances, now }: Programme,
  id: PerformanceId,
  { startsAt, fullRefundUntil, reason }: Postponement,
): Result<ProgrammeChange | null, ProgrammeRefusal> {
  const current = performances.find((performance) => performance.id === id);
  if (current === undefined) return refuse({ code: 'performance_not_found' });
  if (current.cancelledAt !== null) return refuse({ code: 'performance_cancelled' });
  const isSame =
    current.startsAt.getTime() === startsAt.getTime() &&
    current.fullRefundUntil?.getTime() === fullRefundUntil.getTime();
  if (isSame) return ok(null);
  const performance = { ...current, startsAt };
  const faults = [...faultsOfDates({ startsAt, fullRefundUntil }, now), ...faultsOfWindow(performance)];
  if (faults.length > 0) return refuse({ code: 'terms_invalid', faults });
  const others = performances.filter((each) => each !== current);
  if (others.some((other) => sellsTheSameEvening(other, performance)))
    return refuse({ code: 'sale_windows_overlap' });
  return ok({ type: 'performance.postponed', performance, from: current.startsAt, fullRefundUntil, reason });
}

function faultsOfDates(
  { startsAt, fullRefundUntil }: Pick<Postponement, 'startsAt' | 'fullRefundUntil'>,
  now: Date,
): readonly ProgrammeFault[] {
  if (startsAt <= now) return [{ path: 'startsAt', rule: 'starts_in_the_past' }];
  if (fullRefundUntil <= now) return [{ path: 'refundUntil', rule: 'refund_ends_in_the_past' }];
  return fullRefundUntil > startsAt ? [{ path: 'refundUntil', rule: 'refund_ends_after_the_start' }] : [];
}
