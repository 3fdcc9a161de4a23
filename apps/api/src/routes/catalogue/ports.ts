import type {
  Catalogue,
  CurrentLayouts,
  PerformanceLookup,
  SeatAvailabilityReader,
  SeatChanges,
} from '@concert-mania/core/catalogue/ports';
import type { BodyShelf } from '../../http/shared-bodies/body-shelf.ts';

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

/** A performance's facts, when the public may know of it. */
export async function findPublished(performances: PerformanceLookup, performanceId: string) {
  const performance = await performances.find(performanceId);
  return performance?.published ? performance : null;
}
