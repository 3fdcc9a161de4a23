import type { ConcertId, NewId, PerformanceId } from '../shared/ids.ts';
import { ok, type Result } from '../shared/result.ts';
import { checkPerformance } from './check-performance.ts';
import { expectRevision } from './expect-revision.ts';
import type { Edit, PerformanceTerms, Programme, ProgrammeRefusal } from './model.ts';
import type { ProgrammeStore } from './ports.ts';

export type AddPerformance = (
  edit: Edit<ConcertId> & { readonly terms: PerformanceTerms },
) => Promise<
  Result<{ readonly programme: Programme; readonly performanceId: PerformanceId }, ProgrammeRefusal>
>;

/** Adds a performance to a concert, with every seat of the venue. */
export function makeAddPerformance(ports: {
  readonly programmes: ProgrammeStore;
  readonly newId: NewId;
}): AddPerformance {
  return async (edit) => {
    const performanceId = ports.newId('prf');
    const changed = await ports.programmes.change(
      edit.id,
      edit.by,
      expectRevision(edit, ({ categories, performances }) => {
        const checked = checkPerformance(edit.terms, { categories, others: performances });
        return checked.ok
          ? ok({ type: 'performance.added', performance: { ...edit.terms, id: performanceId } })
          : checked;
      }),
    );
    return changed.ok ? ok({ programme: changed.value, performanceId }) : changed;
  };
}
