import type { NotForSale } from '../catalogue/model.ts';
import type { ReservedSeat } from '../holds/model.ts';
import type { Won } from '../shared/money.ts';
import type { Refusal } from '../shared/refusal.ts';

/** A seat of a performance as the desk sees it, under lock. */
export interface DeskSeat {
  readonly seatNumber: number;
  readonly seatGuid: string;
  readonly label: string;
  /** Null if its category has no price. */
  readonly priced: { readonly grade: string; readonly price: Won } | null;
  /** Whether a reservation owns it. */
  readonly owned: boolean;
  readonly notForSale: NotForSale | null;
}

/** The seats with these numbers, or the refusal that names those that do not exist. */
export function findSeats(
  seats: readonly DeskSeat[],
  seatNumbers: readonly number[],
): readonly DeskSeat[] | Refusal<'seat_not_found'> {
  const byNumber = new Map(seats.map((seat) => [seat.seatNumber, seat]));
  const missing = seatNumbers.filter((seatNumber) => !byNumber.has(seatNumber));
  if (missing.length > 0) return { code: 'seat_not_found', seatNumbers: missing };
  return seatNumbers.flatMap((seatNumber) => byNumber.get(seatNumber) ?? []);
}

export const numbersOf = (seats: readonly Pick<DeskSeat, 'seatNumber'>[]): readonly number[] =>
  seats.map(({ seatNumber }) => seatNumber);

/** Whether staff may give the seat to a reservation: free or blocked, with a price. */
export const isForDesk = ({ owned, notForSale, priced }: DeskSeat): boolean =>
  !owned && priced !== null && (notForSale === null || notForSale === 'blocked');

/** The seat as a reservation keeps it. */
export function reservedAs({ seatNumber, seatGuid, label, priced }: DeskSeat, price: Won): ReservedSeat {
  if (priced === null) throw new Error(`seat ${seatNumber} (${seatGuid}) has no price`);
  return { seatNumber, seatGuid, label, grade: priced.grade, price };
}
