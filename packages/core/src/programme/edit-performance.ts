import type { PerformanceId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import { checkPerformance } from './check-performance.ts';
import { expectRevision } from './expect-revision.ts';
import type { Edit, PerformanceTerms, Programme, ProgrammeChange, ProgrammeRefusal } from './model.ts';
import type { ProgrammeStore } from './ports.ts';
import { isSelling } from './sale-window.ts';
import { whatDiffers } from './what-differs.ts';

export type PerformanceWishes = Readonly<Partial<PerformanceTerms>>;

export type EditPerformance = (
  edit: Edit<PerformanceId> & { readonly wishes: PerformanceWishes },
) => Promise<Result<Programme, ProgrammeRefusal>>;

/** Changes a performance. Once its sale is open, or about to open, only its end can change. */
export function makeEditPerformance({
  programmes,
}: {
  readonly programmes: ProgrammeStore;
}): EditPerformance {
  return async (edit) => {
    const concertId = await programmes.findConcertOf(edit.id);
    if (concertId === null) return refuse({ code: 'performance_not_found' });
    return programmes.change(
      concertId,
      edit.by,
      expectRevision(edit, (programme) => decidePerformanceEdit(programme, edit.id, edit.wishes)),
    );
  };
}

/** Refuses changes of a performance on sale, and terms that a new performance could not have. */
export function decidePerformanceEdit(
  programme: Programme,
  id: PerformanceId,
  wishes: PerformanceWishes,
): Result<ProgrammeChange | null, ProgrammeRefusal> {
  const current = programme.performances.find((performance) => performance.id === id);
  if (current === undefined) return refuse({ code: 'performance_not_found' });
  if (current.cancelledAt !== null) return refuse({ code: 'performance_cancelled' });
  const { id: _id, totalSeats: _totalSeats, ...terms } = current;
  const changes = whatDiffers<PerformanceTerms>(inOrder(terms), inOrder(wishes));
  const fields = Object.keys(changes);
  if (fields.length === 0) return ok(null);
  const fixed = fields.filter((field) => field !== 'saleClosesAt');
  if (fixed.length > 0 && isSelling(programme, current))
    return refuse({ code: 'not_editable', fields: fixed });
  const wanted = { ...current, ...changes };
  const checked = checkPerformance(wishes.prices ? { ...wanted, prices: wishes.prices } : wanted, {
    categories: programme.categories,
    others: programme.performances.filter((performance) => performance !== current),
  });
  return checked.ok ? ok({ type: 'performance.edited', performance: wanted, changes }) : checked;
}

/** Sorts the prices, so that equal price lists compare as equal. */
const inOrder = <T extends PerformanceWishes>(terms: T): T => ({
  ...terms,
  ...(terms.prices && { prices: [...terms.prices].sort((a, b) => (a.category < b.category ? -1 : 1)) }),
});
