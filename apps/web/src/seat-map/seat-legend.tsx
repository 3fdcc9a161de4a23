import { formatWon } from '../shell/format.ts';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { lookOfGrade, SHAPE_PATHS } from './drawing/seat-shapes.ts';
import type { SeatLayout } from './seat-layout.ts';
import { seatMapTexts } from './seat-map-texts.ts';

/** A seat that is not for sale. */
const DOT = 'M-.4 0a.4.4 0 1 0 .8 0a.4.4 0 1 0-.8 0Z';

interface MarkProps {
  readonly path?: string;
  readonly kind: string;
  readonly tick?: boolean;
}

const Mark = ({ path = SHAPE_PATHS.circle, kind, tick = false }: MarkProps) => (
  <svg class={`seat-mark seat-mark-${kind}`} viewBox="-1.5 -1.5 3 3" aria-hidden="true">
    <path d={path} />
    {tick && <path class="seat-mark-tick" d="M-.45 0-.1.35.45-.35" />}
  </svg>
);

/** The names of the states for staff, who also see which seats are blocked. */
export type StateNames = Readonly<Record<'A' | 'H' | 'S' | 'N', string>>;

interface SeatLegendProps {
  readonly layout: SeatLayout;
  readonly names?: StateNames | undefined;
}

/** The colours and shapes of the map: grades with their prices, then states. */
export function SeatLegend({ layout, names }: SeatLegendProps) {
  const texts = useTexts(seatMapTexts);
  const language = useLanguage();
  return (
    <ul class="seat-legend" aria-label={texts.legend}>
      {layout.grades.map(({ name, price }, grade) => {
        const { colour, shape } = lookOfGrade(grade);
        return (
          <li key={`${name} ${price}`}>
            <Mark path={SHAPE_PATHS[shape]} kind={`grade-${colour + 1}`} />
            <strong>{name}</strong>
            <span class="figures">{formatWon(price, language)}</span>
          </li>
        );
      })}
      <li>
        <Mark kind="chosen" tick />
        {texts.chosen}
      </li>
      <li>
        <Mark kind="held" />
        {(names ?? texts.state).H}
      </li>
      <li>
        <Mark kind="sold" />
        {(names ?? texts.state).S}
      </li>
      {names && (
        <li>
          <Mark path={DOT} kind="sold" />
          {names.N}
        </li>
      )}
      {layout.seats.accessible.includes(true) && (
        <li>
          <Mark kind="accessible" />
          {texts.accessible}
        </li>
      )}
      <li>
        <span class="seat-legend-percent" aria-hidden="true">
          %
        </span>
        {texts.percent}
      </li>
    </ul>
  );
}
