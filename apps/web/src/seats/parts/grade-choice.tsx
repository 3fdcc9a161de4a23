import type { components } from '@concert-mania/client/api.d';
import { lookOfGrade, SHAPE_PATHS } from '../../seat-map/drawing/seat-shapes.ts';
import { formatNumber, formatWon } from '../../shell/format.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';

interface GradeChoiceProps {
  readonly live: LiveHall;
  readonly grade: string | null;
  readonly setGrade: (grade: string | null) => void;
}

type Grade = components['schemas']['SeatLayout']['grades'][number];

/** Any grade, or one with its price and free seats. */
export function GradeChoice({ live, grade, setGrade }: GradeChoiceProps) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  const freeText = (free: number) => (free === 0 ? texts.none : texts.free(formatNumber(free, language)));
  return (
    <fieldset>
      <legend>{texts.gradeQuestion}</legend>
      <div class="grades">
        <GradeOption
          name={texts.anyGrade}
          detail={texts.anyGradeLead}
          free={freeText(live.board.free())}
          isChosen={grade === null}
          onChoose={() => setGrade(null)}
        />
        {namedOnce(live.hall.layout.grades).map(({ name, prices, place }) => (
          <GradeOption
            key={name}
            name={name}
            place={place}
            detail={prices.map((price) => formatWon(price, language)).join(' · ')}
            free={freeText(live.board.freeInGrade(name))}
            isChosen={grade === name}
            onChoose={() => setGrade(name)}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** A grade may have several prices. `place` is that of its first one in the layout. */
const namedOnce = (grades: readonly Grade[]) =>
  [...Map.groupBy(grades, ({ name }) => name)].map(([name, same]) => ({
    name,
    prices: same.map(({ price }) => price),
    place: grades.findIndex((grade) => grade.name === name),
  }));

interface GradeOptionProps {
  readonly name: string;
  readonly detail: string;
  readonly free: string;
  /** The place in the list of grades; absent for all of them. */
  readonly place?: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function GradeOption({ name, detail, free, place, isChosen, onChoose }: GradeOptionProps) {
  return (
    <label class="grade">
      <input type="radio" name="grade" checked={isChosen} onChange={onChoose} />
      <span class="grade-box">
        <GradeMark place={place} />
        <span class="grade-name">{name}</span>
        <span class="grade-detail figures">{detail}</span>
        <span class="grade-free figures">{free}</span>
      </span>
    </label>
  );
}

/** The colour and the shape of the grade on the map. */
function GradeMark({ place }: { readonly place: number | undefined }) {
  const { colour, shape } = lookOfGrade(place ?? 0);
  const kind = place === undefined ? 'any' : `grade-${colour + 1}`;
  return (
    <svg class={`seat-mark seat-mark-${kind}`} viewBox="-1.5 -1.5 3 3" aria-hidden="true">
      <path d={SHAPE_PATHS[shape]} />
    </svg>
  );
}
