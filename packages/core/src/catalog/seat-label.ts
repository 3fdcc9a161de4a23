import { cleanText } from '../shared/visible-text.ts';

/** What a plan says of a seat, any of it blank. A label may have `%s` for the number. */
export interface SeatWords {
  readonly zone: string;
  readonly row: string;
  readonly seat: string;
  readonly rowLabel?: string | null | undefined;
  readonly seatLabel?: string | null | undefined;
}

const MAX_PART_CHARS = 190;

/**
 * How a seat is called on a ticket, in any language: `1층 B구역 12-5` is seat 5 of row 12. The plan's
 * own words are used where it has them (`1층 12열 5번`), and blank parts are left out.
 */
export function seatLabel({ zone, row, seat, rowLabel, seatLabel: ownLabel }: SeatWords): string {
  const ownRow = inWords(rowLabel, row);
  const ownSeat = inWords(ownLabel, seat);
  const inRow = [ownRow || cleanText(row), ownSeat || cleanText(seat)].filter((part) => part !== '');
  return [cleanText(zone), inRow.join(ownRow || ownSeat ? ' ' : '-')].filter((part) => part !== '').join(' ');
}

/** Empty where there is no label, or nothing to put in the place of its `%s`. */
function inWords(label: string | null | undefined, number: string): string {
  const words = cleanText(label ?? '');
  const name = cleanText(number);
  if (!words.includes('%s')) return words;
  return name === ''
    ? ''
    : words
        .replaceAll('%s', () => name)
        .slice(0, MAX_PART_CHARS)
        .toWellFormed();
}
