import type { AccountLocale } from '../identity/model.ts';
import type { AccountId, ConcertId, PerformanceId, ReservationId, TicketId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import { encodeTicketCode, type TicketSigner } from './ticket-code.ts';

/** A performance as a file for fans names it. */
export interface PerformanceFacts {
  readonly performanceId: PerformanceId;
  readonly concertId: ConcertId;
  readonly concertTitle: string;
  readonly artist: string;
  readonly venueName: string;
  readonly venueAddress: string;
  readonly startsAt: Date;
  readonly cancelled: boolean;
  /** How often the performance was postponed or cancelled. */
  readonly changes: number;
}

interface ReservationFacts extends PerformanceFacts {
  readonly reservationId: ReservationId;
  readonly holder: string;
  /** The language of the holder's account. */
  readonly locale: AccountLocale;
}

interface TicketFacts {
  readonly id: TicketId;
  readonly used: boolean;
  readonly label: string;
  readonly grade: string;
  readonly price: Won;
}

/** A reservation with its tickets that are not void, as stored. */
export interface UnsignedSheet extends ReservationFacts {
  readonly tickets: readonly (TicketFacts & { readonly seatNumber: number; readonly version: number })[];
}

export interface SheetTicket extends TicketFacts {
  /** The text of the QR code. */
  readonly code: string;
}

/** The content of a reservation's ticket file. */
export interface TicketSheet extends ReservationFacts {
  readonly tickets: readonly SheetTicket[];
}

export interface SheetReader {
  /** Null if there is no such reservation, or if it is another account's. */
  find(id: ReservationId, accountId?: AccountId): Promise<UnsignedSheet | null>;
  /** Null if there is no such performance. */
  findPerformance(id: PerformanceId): Promise<PerformanceFacts | null>;
}

/** Signs the codes of a sheet's tickets. */
export const signSheet = (sheet: UnsignedSheet, signer: TicketSigner): TicketSheet => ({
  ...sheet,
  tickets: sheet.tickets.map(({ seatNumber, version, ...ticket }) => ({
    ...ticket,
    code: encodeTicketCode(
      { ticketId: ticket.id, performanceId: sheet.performanceId, seatNumber, version },
      signer,
    ),
  })),
});
