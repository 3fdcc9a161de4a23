import type { ConcertId, PerformanceId, ReservationId } from '../shared/ids.ts';
import type {
  ConcertDetail,
  ConcertSummary,
  Performance,
  SeatAvailability,
  SeatLayout,
  SeatStatusChange,
} from './model.ts';

/** What a command about a performance needs to know before it is accepted. */
export interface PerformanceFacts {
  readonly id: PerformanceId;
  readonly concertId: ConcertId;
  readonly waitingRoomEnabled: boolean;
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  readonly published: boolean;
  /** Of the concert: another one when anything about it, its performances or their prices is new. */
  readonly revision: number;
}

export interface PerformanceLookup {
  /** Null when there is no such performance. A draft is found too, as not published. */
  find(performanceId: PerformanceId): Promise<PerformanceFacts | null>;
}

/** How a concert lets fans in. Durations in seconds. */
export interface ConcertSettings {
  readonly id: ConcertId;
  readonly waitingRoomEnabled: boolean;
  readonly maxActive: number;
  readonly admitPerSecond: number;
  readonly passSeconds: number;
  readonly claimSeconds: number;
  readonly preOpenOrder: 'shuffle' | 'arrival';
  /** One for each moment at which performances of the concert go on sale, in that order. */
  readonly sales: readonly SaleWindow[];
  readonly published: boolean;
  /** When this was read, by the database's clock. */
  readonly readAt: Date;
}

/** The sale of all performances that open at the same moment. */
export interface SaleWindow {
  readonly opensAt: Date;
  /** When the last of them closes. */
  readonly closesAt: Date;
  /**
   * Whether every seat of those on sale was sold or not for sale when this was read. What is held
   * may come back.
   */
  readonly soldOut: boolean;
}

export interface ConcertSettingsLookup {
  /** Null when there is no such concert. A draft is found too, as not published. */
  find(concertId: ConcertId): Promise<ConcertSettings | null>;
}

/** Which concerts a list shows: a part of a word, and the days between which a performance starts. */
export interface ConcertFilter {
  /** Words, of which each is found anywhere in title, artist or venue, also as a part of a word, whatever the case. */
  readonly keyword: string | null;
  /** Inclusive. */
  readonly from: Date | null;
  /** Exclusive. */
  readonly to: Date | null;
}

/** Published concerts with at least one performance; drafts are never found. */
export interface Catalogue {
  /** Newest first, below the id `before`. Answers up to `limit` and whether there are more. */
  listConcerts(request: {
    readonly filter: ConcertFilter;
    readonly before: ConcertId | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly ConcertSummary[]; readonly more: boolean }>;
  findConcert(concertId: ConcertId): Promise<ConcertDetail | null>;
  /** In the order in which they start; null when the concert is not found. */
  listPerformances(concertId: ConcertId): Promise<readonly Performance[] | null>;
}

export interface SeatLayouts {
  /** Null when there is no such performance. */
  find(performanceId: PerformanceId): Promise<SeatLayout | null>;
}

/** Layouts that are known to be those of a revision or of a later one. */
export interface CurrentLayouts {
  /** Null when there is no such performance. */
  find(performance: Pick<PerformanceFacts, 'id' | 'revision'>): Promise<SeatLayout | null>;
}

/** The truth about seats, from where they are sold. */
export interface SeatStatusReader {
  /** Every seat that these reservations have or had, each once and by performance; an unknown reservation is left out. */
  ofReservations(
    ids: readonly ReservationId[],
  ): Promise<ReadonlyMap<PerformanceId, readonly SeatStatusChange[]>>;
  /** The seats whose sale these events (`performance.seats_changed`) stopped or allowed, by performance. */
  ofSeatChanges(
    events: readonly { readonly stream: PerformanceId; readonly version: number }[],
  ): Promise<ReadonlyMap<PerformanceId, readonly SeatStatusChange[]>>;
  /** Every seat as of one moment, one character each; empty when there is no such performance. */
  ofAll(performanceId: PerformanceId): Promise<string>;
}

export interface SeatAvailabilityReader {
  /** Rebuilt from the truth where it is missing. The availability is empty when there is no such performance. */
  read(performanceId: PerformanceId): Promise<SeatAvailability>;
}

export interface SeatStatusCache extends SeatAvailabilityReader {
  /**
   * Stores seat states, read after their change was committed, and publishes real changes. When a
   * change has an older log position than the last one, the cache drops the map and reads it again.
   */
  apply(performanceId: PerformanceId, changes: readonly SeatStatusChange[], position: number): Promise<void>;
}

/** `gap`: changes may have been missed, read everything again. */
export type SeatNews =
  | { readonly kind: 'change'; readonly version: number; readonly changes: readonly SeatStatusChange[] }
  | { readonly kind: 'gap' };

export interface SeatChanges {
  /** Every change from when this resolves on, until the result is called. */
  subscribe(performanceId: PerformanceId, onNews: (news: SeatNews) => void): Promise<() => void>;
}

/** Tells every process that the programme was edited, so that none shows what it remembers of before. */
export interface ProgrammeNews {
  announce(): Promise<void>;
  /** Calls back on every edit anywhere, and whenever one may have been missed. */
  listen(onEdited: () => void): void;
}
