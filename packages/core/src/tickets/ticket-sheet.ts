import type { AccountLocale } from '../identity/model.ts';

/** The content of a reservation's ticket file. */
export interface TicketSheet {
  readonly locale: AccountLocale;
  readonly reservationId: string;
  readonly concertTitle: string;
  readonly artist: string;
  readonly venueName: string;
  readonly venueAddress: string;
  readonly startsAt: Date;
  readonly holder: string;
  readonly tickets: readonly SheetTicket[];
}

export interface SheetTicket {
  readonly id: string;
  /** The signed code that the QR shows. */
  readonly code: string;
  readonly used: boolean;
  readonly label: string;
  readonly grade: string;
  /** In won. */
  readonly price: number;
}
