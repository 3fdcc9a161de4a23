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

/** Decides on a programme that nobody else changes meanwhile. Null: it is already as wanted. */
export type DecideChange = (programme: Programme) => Result<ProgrammeChange | null, ProgrammeRefusal>;

/** The programme's store. Every change is remembered as an event with who made it, in the same transaction. */
export interface ProgrammeStore {
  /** A venue with all its seats, or nothing. */
  insertVenue(venue: NewVenue, by: Actor): Promise<void>;
  hasVenue(venueId: VenueId): Promise<boolean>;
  /** Inserts a draft. */
  insertConcert(id: ConcertId, terms: ConcertTerms, by: Actor): Promise<Programme>;
  find(concertId: ConcertId): Promise<Programme | null>;
  findConcertOf(performanceId: PerformanceId): Promise<ConcertId | null>;
  /** Makes one change and moves the revision by one. Changes of one concert happen one after another. */
  change(concertId: ConcertId, by: Actor, decide: DecideChange): Promise<Result<Programme, ProgrammeRefusal>>;
}

export interface SalesReader {
  /** Null when there is no such performance. */
  find(performanceId: PerformanceId): Promise<SaleFigures | null>;
}
