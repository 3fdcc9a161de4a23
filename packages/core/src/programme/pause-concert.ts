import type { ConcertId } from '../shared/ids.ts';
import { ok, type Result } from '../shared/result.ts';
import { expectRevision } from './expect-revision.ts';
import type { Edit, Programme, ProgrammeRefusal } from './model.ts';
import type { ProgrammeStore } from './ports.ts';

export type PauseConcert = (
  edit: Edit<ConcertId> & { readonly paused: boolean },
) => Promise<Result<Programme, ProgrammeRefusal>>;

/**
 * Stops or resumes admissions and new holds of a concert. What was accepted goes on. Pausing a
 * paused concert changes nothing.
 */
export function makePauseConcert({ programmes }: { readonly programmes: ProgrammeStore }): PauseConcert {
  return ({ paused, ...edit }) =>
    programmes.change(
      edit.id,
      edit.by,
      expectRevision(edit, ({ concert }) =>
        ok(
          (concert.pausedAt !== null) === paused
            ? null
            : { type: paused ? 'concert.paused' : 'concert.resumed' },
        ),
      ),
    );
}
