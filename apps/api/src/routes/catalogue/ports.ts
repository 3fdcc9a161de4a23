import type {
  Catalogue,
  CurrentLayouts,
  PerformanceLookup,
  SeatAvailabilityReader,
  SeatChanges,
} from '@concert-mania/core/catalogue/ports';
import type { BodyShelf } from '../../http/shared-bodies/body-shelf.ts';

/** The reads of the catalogue's routes. All but `live` are cached. */
export interface CatalogueDeps {
  readonly concerts: Catalogue;
  readonly layouts: CurrentLayouts;
  readonly availability: SeatAvailabilityReader;
  /** Serialised seat lists. */
  readonly bodies: BodyShelf;
  /** Current seat states and their changes, for streams. */
  readonly live: SeatAvailabilityReader & SeatChanges;
}

/** Finds a performance if it is published. */
export async function findPublished(performances: PerformanceLookup, performanceId: string) {
  const performance = await performances.find(performanceId);
  return performance?.published ? performance : null;
}
