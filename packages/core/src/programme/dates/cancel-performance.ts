import type { PerformanceId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Programme, ProgrammeChange, ProgrammeRefusal } from '../model.ts';

/** Ends the sale of a performance for good. Refuses one that is cancelled. */
export function decidePerformanceCancellation(
  { performances }: Programme,
  id: PerformanceId,
  reason: string,
): Result<ProgrammeChange, ProgrammeRefusal> {
  const performance = performances.find((each) => each.id === id);
  if (performance === undefined) return refuse({ code: 'performance_not_found' });
  if (performance.cancelledAt !== null) return refuse({ code: 'performance_cancelled' });
  return ok({ type: 'performance.cancelled', performance, reason });
}
