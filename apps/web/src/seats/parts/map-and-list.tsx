import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { SeatMap } from '../../seat-map/seat-map.ts';
import { SeatMapView } from '../../seat-map/seat-map-view.tsx';
import { useTexts } from '../../shell/texts.ts';
import type { SeatChoice } from '../choice/use-seat-choice.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';
import { LostNotice } from './choice-notices.tsx';
import { ChoicePanel } from './choice-panel.tsx';
import { SeatList } from './seat-list.tsx';

interface MapAndListProps {
  readonly live: LiveHall;
  readonly seatChoice: SeatChoice;
  readonly map: { current: SeatMap | null };
  readonly party: number;
  readonly limit: number;
  readonly refusal: ComponentChildren;
}

/** The list comes first, so that the keyboard reaches it before the map. A phone shows only one. */
export function MapAndList({ live, seatChoice, map, party, limit, refusal }: MapAndListProps) {
  const texts = useTexts(seatTexts);
  const [view, setView] = useState<'map' | 'list'>('map');
  const chosen = seatChoice.store.stored.choice;
  const choice = useMemo(() => new Set(chosen), [chosen]);
  return (
    <div class={`seats-grid seats-shows-${view}`}>
      <fieldset class="seats-views">
        <legend class="visually-hidden">{texts.view}</legend>
        {(['map', 'list'] as const).map((name) => (
          <button key={name} type="button" aria-pressed={view === name} onClick={() => setView(name)}>
            {texts[name]}
          </button>
        ))}
      </fieldset>
      <SeatList
        {...{ live, choice }}
        onPick={seatChoice.pick}
        onZone={({ name }) => map.current?.showZone(name)}
        onSeat={(seatNumber) => map.current?.focusSeat(seatNumber)}
      />
      <div class="seats-map">
        <SeatMapView
          layout={live.hall.layout}
          selected={choice}
          listId="seat-list"
          onPick={seatChoice.pick}
          onReady={(made) => {
            map.current = made;
            made?.setStatuses(live.board.availability());
          }}
        />
        {seatChoice.said.isWarning && (
          <p key={seatChoice.said.id} class="seats-said" aria-hidden="true">
            {seatChoice.said.text}
          </p>
        )}
      </div>
      <ChoicePanel {...{ live, seatChoice, party, limit }}>
        {refusal}
        <LostNotice live={live} losses={seatChoice.losses} />
      </ChoicePanel>
    </div>
  );
}
