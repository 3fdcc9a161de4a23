import type { ConcertId, PerformanceId, ReservationId } from '../shared/ids.ts';
import type {
  ConcertDetail,
  ConcertSummary,
  Performance,
  SeatAvailability,
  SeatLayout,
  SeatStatusChange,
} from './model.ts';

/** The facts about a performance that are checked before a command is accepted. */
export interface PerformanceFacts {
  readonly id: PerformanceId;
  readonly concertId: ConcertId;
  readonly waitingRoomEnabled: boolean;
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  readonly published: boolean;
  /** An administrator paused the concert: no new hold is accepted. */
  readonly paused: boolean;
  /** The concert's revision: it grows with every change of it, its performances or their prices. */
  readonly revision: number;
}

export interface PerformanceLookup {
  /** Null if there is no such performance. A draft is found, marked as not published. */
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
  /** One per moment at which performances of the concert open, in that order. */
  readonly sales: readonly SaleWindow[];
  readonly published: boolean;
  /** An administrator paused the concert: no fan is admitted. */
  readonly paused: boolean;
  /** When this was read, by the database's clock. */
  readonly readAt: Date;
}

/** The sale of all performances that open at the same moment. */
export interface SaleWindow {
  readonly opensAt: Date;
  /** When the last of them closes. */
  readonly closesAt: Date;
  /** Whether every seat was sold or not for sale at `readAt`. Held seats may become free again. */
  readonly soldOut: boolean;
}

export interface ConcertSettingsLookup {
  /** Null if there is no such concert. A draft is found, marked as not published. */
  find(concertId: ConcertId): Promise<ConcertSettings | null>;
}

/** Restricts a list to concerts that match the keyword and have a performance in the period. */
export interface ConcertFilter {
  /** Each word must occur in title, artist or venue, in any case, also within a word. */
  readonly keyword: string | null;
  /** Inclusive. */
  readonly from: Date | null;
  /** Exclusive. */
  readonly to: Date | null;
}

/** Published concerts with at least one performance. Drafts are never returned. */
export interface Catalogue {
  /** Newest first, with ids below `before`. Returns up to `limit` and whether there are more. */
  listConcerts(request: {
    readonly filter: ConcertFilter;
    readonly before: ConcertId | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly ConcertSummary[]; readonly more: boolean }>;
  findConcert(concertId: ConcertId): Promise<ConcertDetail | null>;
  /** In order of their start; null if there is no such concert. */
  listPerformances(concertId: ConcertId): Promise<readonly Performance[] | null>;
}

export interface SeatLayouts {
  /** Null if there is no such performance. */
  find(performanceId: PerformanceId): Promise<SeatLayout | null>;
}

/** Layouts of the given revision or a later one. */
export interface CurrentLayouts {
  /** Null if there is no such performance. */
  find(performance: Pick<PerformanceFacts, 'id' | 'revision'>): Promise<SeatLayout | null>;
}

/** Seat statuses as PostgreSQL has them. */
export interface SeatStatusReader {
  /** Every seat that these reservations own or owned, once, by performance. Skips unknown ones. */
  ofReservations(
    ids: readonly ReservationId[],
  ): Promise<ReadonlyMap<PerformanceId, readonly SeatStatusChange[]>>;
  /** The seats that these events of performances and reservations name. */
  ofSeatChanges(
    events: readonly { readonly stream: string; readonly version: number }[],
  ): Promise<ReadonlyMap<PerformanceId, readonly SeatStatusChange[]>>;
  /** Every seat at one moment, one character each; empty if there is no such performance. */
  ofAll(performanceId: PerformanceId): Promise<string>;
}

export interface SeatAvailabilityReader {
  /** Rebuilt from PostgreSQL if missing. Empty if there is no such performance. */
  read(performanceId: PerformanceId): Promise<SeatAvailability>;
}

export interface SeatStatusCache extends SeatAvailabilityReader {
  /**
   * Stores statuses read after their change was committed, and publishes those that differ. If
   * `position` is older than the last one, the cache drops the map and reads it again.
   */
  apply(performanceId: PerformanceId, changes: readonly SeatStatusChange[], position: number): Promise<void>;
}

/** `gap`: changes may have been lost, so the subscriber must read everything again. */
export type SeatNews =
  | { readonly kind: 'change'; readonly version: number; readonly changes: readonly SeatStatusChange[] }
  | { readonly kind: 'gap' };

export interface SeatChanges {
  /** Reports changes from when this resolves until the returned function is called. */
  subscribe(performanceId: PerformanceId, onNews: (news: SeatNews) => void): Promise<() => void>;
}

/** Tells every process that the programme was edited, so that it drops its caches. */
export interface ProgrammeNews {
  announce(): Promise<void>;
  /** Called on every edit in any process, and whenever one may have been missed. */
  listen(onEdited: () => void): void;
}
