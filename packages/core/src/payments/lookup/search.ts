import type { ReservationStatus, ReservedSeat } from '../../holds/model.ts';
import { normalisePhone } from '../../identity/phone-number.ts';
import type { Actor } from '../../identity/staff/staff-actions.ts';
import type { AccountId, ConcertId, PerformanceId, ReservationId } from '../../shared/ids.ts';
import type { Won } from '../../shared/money.ts';

/** A search by staff. The form of the typed text decides its kind. */
export type SearchQuestion =
  | { readonly kind: 'reservation' | 'ticket' | 'payment' | 'account'; readonly id: string }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'phone'; readonly phone: string }
  | { readonly kind: 'seat'; readonly performanceId: PerformanceId; readonly seat: string }
  /** A part of a name, or a payment key. */
  | { readonly kind: 'text'; readonly text: string };

const KIND_BY_PREFIX = {
  res: 'reservation',
  tkt: 'ticket',
  pay: 'payment',
  usr: 'account',
} as const;
const ID = /^(res|tkt|pay|usr)_[0-9a-z_]+$/;
const SEAT = /^(prf_[0-9a-z]+)\s+(\S.*)$/;

/** Reads what was typed. `performanceId`: the text is a seat's label or number. */
export function readQuestion(typed: string, performanceId: PerformanceId | null): SearchQuestion {
  const text = typed.trim();
  if (performanceId !== null) return { kind: 'seat', performanceId, seat: text };
  const [, seatOf, seat] = SEAT.exec(text) ?? [];
  if (seatOf !== undefined && seat !== undefined) return { kind: 'seat', performanceId: seatOf, seat };
  const prefix = ID.exec(text)?.[1] as keyof typeof KIND_BY_PREFIX | undefined;
  if (prefix !== undefined) return { kind: KIND_BY_PREFIX[prefix], id: text };
  if (text.includes('@')) return { kind: 'email', email: text.toLowerCase() };
  const phone = normalisePhone(text);
  return phone === null ? { kind: 'text', text } : { kind: 'phone', phone };
}

/** An account as the box office sees it. */
export interface FoundAccount {
  readonly id: AccountId;
  readonly email: string;
  readonly name: string;
  readonly phone: string | null;
}

export interface FoundReservation {
  readonly id: ReservationId;
  readonly status: ReservationStatus;
  readonly seats: readonly ReservedSeat[];
  readonly totalAmount: Won;
  readonly createdAt: Date;
  readonly concert: { readonly id: ConcertId; readonly title: string };
  readonly performance: { readonly id: PerformanceId; readonly startsAt: Date };
  readonly account: FoundAccount;
  /** Of a sale at the desk, until the holder is forgotten. */
  readonly holderName: string | null;
}

/** Newest first, both. `more`: something was left out. */
export interface SearchResult {
  readonly accounts: readonly FoundAccount[];
  readonly reservations: readonly FoundReservation[];
  readonly more: boolean;
}

export interface BoxOfficeSearch {
  /** Finds at most `limit` of each. Records that staff looked at the data of these accounts. */
  search(question: SearchQuestion, limit: number, by: Actor): Promise<SearchResult>;
}
