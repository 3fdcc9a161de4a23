import type {
  Catalogue,
  CurrentLayouts,
  PerformanceLookup,
  SeatAvailabilityReader,
  SeatChanges,
} from '@concert-mania/core/catalog/ports';
import type { BodyShelf } from '../shared-bodies/body-shelf.ts';

/** What the catalogue's routes read. All but `live` answer from memory most of the time. */
export interface CatalogueDeps {
  readonly concerts: Catalogue;
  readonly layouts: CurrentLayouts;
  readonly availability: SeatAvailabilityReader;
  /** Written lists of seats. */
  readonly bodies: BodyShelf;
  /** Seat states as of now and their changes, for streams. */
  readonly live: SeatAvailabilityReader & SeatChanges;
}

/** Whether a text could be an id of this kind. What could not is not looked for, and so is found as little as any other. */
export const looksLikeId = (prefix: string, text: string): boolean =>
  text.startsWith(`${prefix}_`) && /^[0-9a-z]{1,60}$/.test(text.slice(prefix.length + 1));

/** A performance's facts, when the public may know of it. */
export async function findPublished(performances: PerformanceLookup, performanceId: string) {
  if (!looksLikeId('prf', performanceId)) return null;
  const performance = await performances.find(performanceId);
  return performance?.published ? performance : null;
}
