import type { AccountId, ReservationId, TicketId } from '../shared/ids.ts';
import type { Ticket } from './model.ts';

/** A ticket with the words for its seat. */
export interface TicketDetail {
  readonly ticket: Ticket;
  readonly label: string;
  readonly grade: string;
}

/** The place of a ticket in the list of an account. */
export interface TicketPlace {
  readonly reservationId: ReservationId;
  readonly ticketId: TicketId;
}

export interface TicketReader {
  /** Null if there is no such ticket, or if it is another account's. */
  find(accountId: AccountId, id: TicketId): Promise<TicketDetail | null>;
  /** Null if there is no such reservation, or if it is another account's. */
  listOf(accountId: AccountId, id: ReservationId): Promise<readonly TicketDetail[] | null>;
  /** From the place on, tickets of newer reservations first. */
  list(
    accountId: AccountId,
    page: { readonly after: TicketPlace | null; readonly limit: number },
  ): Promise<{ readonly items: readonly TicketDetail[]; readonly more: boolean }>;
}

export interface MissingTickets {
  /**
   * Issues tickets that confirmed reservations lack, in the next part of all reservations. `done`
   * when no part is left for now.
   */
  issueSome(): Promise<{ readonly issued: number; readonly done: boolean }>;
}
