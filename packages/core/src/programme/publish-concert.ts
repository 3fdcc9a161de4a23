import type { ConcertId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import { sellsSomething } from './check-performance.ts';
import { expectRevision } from './expect-revision.ts';
import type { Edit, Programme, ProgrammeChange, ProgrammeRefusal } from './model.ts';
import type { ProgrammeStore } from './ports.ts';

export type PublishConcert = (edit: Edit<ConcertId>) => Promise<Result<Programme, ProgrammeRefusal>>;

/** Shows a concert to the public. Publishing it again changes nothing. */
export function makePublishConcert({ programmes }: { readonly programmes: ProgrammeStore }): PublishConcert {
  return (edit) => programmes.change(edit.id, edit.by, expectRevision(edit, decidePublication));
}

/** Refuses a concert without performances, or with a performance without a seat for sale. */
export function decidePublication(programme: Programme): Result<ProgrammeChange | null, ProgrammeRefusal> {
  const { concert, performances, categories } = programme;
  if (concert.publishedAt !== null) return ok(null);
  const missing =
    performances.length === 0
      ? ['performances']
      : performances
          .filter(({ prices }) => !sellsSomething(prices, categories))
          .flatMap(({ id }) => categories.map((category) => `performances.${id}.prices.${category}`));
  return missing.length > 0
    ? refuse({ code: 'concert_incomplete', missing })
    : ok({ type: 'concert.published' });
}
