import { formatWon } from '../../shell/format.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { seatAt } from '../live/hall.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';

interface SeatItemProps {
  readonly live: LiveHall;
  readonly choice: ReadonlySet<number>;
  readonly onPick: (seatNumber: number) => void;
  readonly onSeat: (seatNumber: number) => void;
  readonly seatNumber: number;
}

/** A taken seat stays a button, so that it keeps the focus when it is taken under one's finger. */
export function SeatItem({ seatNumber, live, choice, onPick, onSeat }: SeatItemProps) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  const seat = seatAt(live.hall.layout, seatNumber);
  const status = live.board.statusOf(seatNumber);
  const isChosen = choice.has(seatNumber);
  const canPick = status === 'A' || isChosen;
  const facts = [
    seat.label,
    seat.grade,
    seat.price !== null && formatWon(seat.price, language),
    seat.accessible && texts.accessible,
    isChosen ? texts.chosen : texts.status[status],
  ];
  return (
    <li>
      <button
        type="button"
        class={`seat-chip seat-chip-${isChosen ? 'chosen' : status}`}
        aria-label={facts.filter(Boolean).join(', ')}
        aria-pressed={isChosen}
        aria-disabled={!canPick || undefined}
        tabIndex={canPick ? undefined : -1}
        onClick={() => onPick(seatNumber)}
        onFocus={() => onSeat(seatNumber)}
      >
        {seat.label.startsWith(`${seat.zone} `) ? seat.label.slice(seat.zone.length + 1) : seat.label}
        {seat.accessible && <span aria-hidden="true"> ♿</span>}
      </button>
    </li>
  );
}
