import { seatAt } from '../../../seats/live/hall.ts';
import type { LiveHall } from '../../../seats/live/use-live-seats.ts';
import { formatWon } from '../../../shell/format.ts';
import { Button } from '../../../shell/parts/button.tsx';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { deskTexts } from '../texts.ts';

interface ChosenSeatsProps {
  readonly live: LiveHall;
  readonly seatNumbers: readonly number[];
  readonly onClear: () => void;
}

const MOST_SHOWN = 12;

/** The chosen seats by name; only the first ones of many. */
export function ChosenSeats({ live, seatNumbers, onClear }: ChosenSeatsProps) {
  const t = useTexts(deskTexts);
  const language = useLanguage();
  if (seatNumbers.length === 0) return <p role="status">{t.noneChosen}</p>;
  const seats = seatNumbers.map((seatNumber) => seatAt(live.hall.layout, seatNumber));
  return (
    <div class="stack" role="status">
      <p class="row">
        <strong>{t.chosen(seats.length)}</strong>
        <Button kind="quiet" onClick={onClear}>
          {t.clear}
        </Button>
      </p>
      <ul class="desk-chosen">
        {seats.slice(0, MOST_SHOWN).map(({ seatNumber, label, grade, price }) => (
          <li key={seatNumber}>
            {[label, grade, price !== null && formatWon(price, language)].filter(Boolean).join(' · ')}
          </li>
        ))}
        {seats.length > MOST_SHOWN && <li>…</li>}
      </ul>
    </div>
  );
}
