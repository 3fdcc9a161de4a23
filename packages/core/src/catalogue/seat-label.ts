import { cleanText } from '../shared/visible-text.ts';

/** A plan's names and labels for a seat, any of them blank. `%s` in a label is the number. */
export interface SeatWords {
  readonly zone: string;
  readonly row: string;
  readonly seat: string;
  readonly rowLabel?: string | null | undefined;
  readonly seatLabel?: string | null | undefined;
}

const MAX_PART_CHARS = 190;

/**
 * A seat's label on a ticket, in any language: `1층 B구역 12-5` is seat 5 of row 12. Uses the plan's
 * own labels if it has them (`1층 12열 5번`) and leaves out blank parts.
 */
export function seatLabel({ zone, row, seat, rowLabel, seatLabel: ownLabel }: SeatWords): string {
  const ownRow = inWords(rowLabel, row);
  const ownSeat = inWords(ownLabel, seat);
  const inRow = [ownRow || cleanText(row), ownSeat || cleanText(seat)].filter((part) => part !== '');
  return [cleanText(zone), inRow.join(ownRow || ownSeat ? ' ' : '-')].filter((part) => part !== '').join(' ');
}

/** Empty if there is no label, or no number for its `%s`. */
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
