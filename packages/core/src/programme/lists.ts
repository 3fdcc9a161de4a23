import type { Point } from '../catalogue/seating-plan.ts';
import type { VenueSection } from '../catalogue/venue-sections.ts';
import type { ConcertId, VenueId } from '../shared/ids.ts';

export const CONCERT_STATES = ['draft', 'published'] as const;
export type ConcertState = (typeof CONCERT_STATES)[number];

/** A concert as administrators list it. */
export interface ProgrammedSummary {
  readonly id: ConcertId;
  readonly title: string;
  readonly artist: string;
  readonly venue: { readonly id: VenueId; readonly name: string };
  readonly publishedAt: Date | null;
  readonly createdAt: Date;
  readonly performances: number;
  /** Null without performances. */
  readonly firstStartsAt: Date | null;
  readonly lastStartsAt: Date | null;
}

export interface VenueSummary {
  readonly id: VenueId;
  readonly name: string;
  readonly address: string;
  readonly focalPoint: Point;
  readonly seatCount: number;
  readonly sections: readonly VenueSection[];
  readonly createdAt: Date;
}

/** The number of seats per category of the plan, by name. */
export interface VenueDetail extends VenueSummary {
  readonly categories: readonly { readonly category: string; readonly seats: number }[];
}

interface Page<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

/**
 * Lookups for administrators, including drafts. Lists are newest first, with ids below `before`.
 */
export interface ProgrammeLists {
  concerts(page: {
    readonly state: ConcertState | null;
    readonly before: ConcertId | null;
    readonly limit: number;
  }): Promise<Page<ProgrammedSummary>>;
  venues(page: { readonly before: VenueId | null; readonly limit: number }): Promise<Page<VenueSummary>>;
  findVenue(id: VenueId): Promise<VenueDetail | null>;
}
