import type { Reservation } from '../../checkout/order/pay-state.ts';
import { formatWon } from '../../shell/format.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { cancellingTexts } from './texts.ts';

interface SeatChoiceProps {
  readonly seats: Reservation['seats'];
  readonly chosen: readonly number[];
  readonly disabled: boolean;
  readonly onChoose: (seatNumbers: readonly number[]) => void;
}

/** The seats of a reservation, each with a box to cancel it. */
export function SeatChoice({ seats, chosen, disabled, onChoose }: SeatChoiceProps) {
  const language = useLanguage();
  const texts = useTexts(cancellingTexts);
  const toggle = (seatNumber: number) =>
    onChoose(
      seats
        .map((seat) => seat.seatNumber)
        .filter((number) => chosen.includes(number) !== (number === seatNumber)),
    );
  return (
    <fieldset class="seat-choice" disabled={disabled}>
      <legend>{texts.chooseSeats}</legend>
      {seats.map(({ seatNumber, label, grade, price }) => (
        <label class="check" key={seatNumber}>
          <input type="checkbox" checked={chosen.includes(seatNumber)} onChange={() => toggle(seatNumber)} />
          <span>
            {label} · {grade}
          </span>
          <span class="figures muted">{formatWon(price, language)}</span>
        </label>
      ))}
    </fieldset>
  );
}
