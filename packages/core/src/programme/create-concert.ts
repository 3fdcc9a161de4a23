import type { Actor } from '../identity/staff/staff-actions.ts';
import type { NewId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { ConcertTerms, Programme, ProgrammeRefusal } from './model.ts';
import type { ProgrammeStore } from './ports.ts';

export type CreateConcert = (request: {
  readonly terms: ConcertTerms;
  readonly by: Actor;
}) => Promise<Result<Programme, ProgrammeRefusal>>;

/** Creates a draft, which the public does not see. */
export function makeCreateConcert(ports: {
  readonly programmes: ProgrammeStore;
  readonly newId: NewId;
}): CreateConcert {
  return async ({ terms, by }) => {
    // Venues are never deleted, so this one remains.
    if (!(await ports.programmes.hasVenue(terms.venueId))) return refuse({ code: 'venue_not_found' });
    return ok(await ports.programmes.insertConcert(ports.newId('con'), terms, by));
  };
}
