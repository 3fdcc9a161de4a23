import type { Actor } from '../identity/staff/staff-actions.ts';
import type { NewId, VenueId } from '../shared/ids.ts';
import type { ProgrammeStore } from './ports.ts';
import type { VenueImport } from './read-venue-import.ts';

export type ImportVenue = (
  venue: VenueImport,
  by: Actor,
) => Promise<{ readonly id: VenueId; readonly seatCount: number }>;

/** Imports a venue with all its seats, or nothing. */
export function makeImportVenue(ports: {
  readonly programmes: ProgrammeStore;
  readonly newId: NewId;
}): ImportVenue {
  return async (venue, by) => {
    const id = ports.newId('ven');
    await ports.programmes.insertVenue({ ...venue, id }, by);
    return { id, seatCount: venue.seats.length };
  };
}
