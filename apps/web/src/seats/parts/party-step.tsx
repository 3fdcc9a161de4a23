import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { formatNumber } from '../../shell/format.ts';
import { Button } from '../../shell/parts/button.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import type { BestSeatsWish } from '../hold/hold-seats.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';
import { GradeChoice } from './grade-choice.tsx';
import './party-step.css';

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
      <GradeChoice {...{ live, grade, setGrade }} />
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
