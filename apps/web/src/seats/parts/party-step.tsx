import type { components } from '@concert-mania/client/api.d';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { lookOfGrade, SHAPE_PATHS } from '../../seat-map/drawing/seat-shapes.ts';
import { formatNumber, formatWon } from '../../shell/format.ts';
import { Button } from '../../shell/parts/button.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import type { BestSeatsWish } from '../hold/hold-seats.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';

interface PartyStepProps {
  readonly live: LiveHall;
  readonly limit: number;
  readonly party: number | null;
  readonly isBusy: boolean;
  readonly onParty: (party: number) => void;
  readonly onBest: (wish: BestSeatsWish) => void;
  readonly onMap: (party: number) => void;
  /** Notices about the last wish. */
  readonly children: ComponentChildren;
}

const USUAL_PARTY = 2;

/** Asks how many people come, then for the best seats in one tap or the map. */
export function PartyStep({
  live,
  limit,
  isBusy,
  onParty,
  onBest,
  onMap,
  children,
  ...props
}: PartyStepProps) {
  const texts = useTexts(seatTexts);
  const [grade, setGrade] = useState<string | null>(null);
  const [zone, setZone] = useState('');
  const party = props.party ?? Math.min(USUAL_PARTY, limit);
  const wish = {
    quantity: party,
    adjacent: true,
    ...(grade !== null && { grade }),
    ...(zone !== '' && { zone }),
  };
  return (
    <form
      class="party card"
      onSubmit={(event) => {
        event.preventDefault();
        onBest(wish);
      }}
    >
      <fieldset>
        <legend>{texts.partyQuestion}</legend>
        <div class="party-sizes">
          {Array.from({ length: limit }, (_, at) => at + 1).map((size) => (
            <label key={size} class="party-size">
              <input
                type="radio"
                name="party"
                value={size}
                checked={size === party}
                onChange={() => onParty(size)}
              />
              <span>{texts.people(size)}</span>
            </label>
          ))}
        </div>
        <p class="small muted">{texts.limit(limit)}</p>
      </fieldset>
      <GradeChoice {...{ live, party, grade, setGrade }} />
      <ZoneChoice {...{ live, zone, setZone }} />
      <div class="party-actions">
        {children}
        <Button type="submit" busy={isBusy}>
          {texts.best(party)}
        </Button>
        <Button kind="secondary" onClick={() => onMap(party)}>
          {texts.chooseMyself}
        </Button>
        <p class="small muted">{texts.bestLead}</p>
      </div>
    </form>
  );
}

interface GradeChoiceProps {
  readonly live: LiveHall;
  readonly party: number;
  readonly grade: string | null;
  readonly setGrade: (grade: string | null) => void;
}

type Grade = components['schemas']['SeatLayout']['grades'][number];

function GradeChoice({ live, grade, setGrade }: GradeChoiceProps) {
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

interface ZoneChoiceProps {
  readonly live: LiveHall;
  readonly zone: string;
  readonly setZone: (zone: string) => void;
}

function ZoneChoice({ live, zone, setZone }: ZoneChoiceProps) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  const zones = live.hall.zones.filter(({ name, prices }) => name !== '' && prices !== null);
  if (zones.length < 2) return null;
  return (
    <label class="zone-choice">
      <span>{texts.zoneQuestion}</span>
      <select class="input" value={zone} onChange={(event) => setZone(event.currentTarget.value)}>
        <option value="">{texts.anyZone}</option>
        {zones.map(({ index, name }) => (
          <option key={name} value={name}>
            {name} · {texts.free(formatNumber(live.board.freeInZone(index), language))}
          </option>
        ))}
      </select>
    </label>
  );
}
