import type { Actor } from '../identity/staff/staff-actions.ts';
import type { ConcertId, PerformanceId, VenueId } from '../shared/ids.ts';
import type { Result } from '../shared/result.ts';
import type {
  ConcertTerms,
  NewVenue,
  Programme,
  ProgrammeChange,
  ProgrammeRefusal,
  SaleFigures,
} from './model.ts';

/** Decides on a locked programme. Null: nothing differs. */
export type DecideChange = (programme: Programme) => Result<ProgrammeChange | null, ProgrammeRefusal>;

/** Stores the programme. Every change and its event, with its author, are one transaction. */
export interface ProgrammeStore {
  /** Inserts a venue with all its seats, or nothing. */
  insertVenue(venue: NewVenue, by: Actor): Promise<void>;
  hasVenue(venueId: VenueId): Promise<boolean>;
  /** Inserts a draft. */
  insertConcert(id: ConcertId, terms: ConcertTerms, by: Actor): Promise<Programme>;
  find(concertId: ConcertId): Promise<Programme | null>;
  findConcertOf(performanceId: PerformanceId): Promise<ConcertId | null>;
  /** Makes one change and increments the revision. Changes of one concert are serialised. */
  change(concertId: ConcertId, by: Actor, decide: DecideChange): Promise<Result<Programme, ProgrammeRefusal>>;
}

export interface SalesReader {
  /** Null if there is no such performance. */
  find(performanceId: PerformanceId): Promise<SaleFigures | null>;
}
