import type { ComponentChildren } from 'preact';
import type { SeatMap } from '../../../seat-map/seat-map.ts';
import { SeatMapView } from '../../../seat-map/seat-map-view.tsx';
import type { LiveHall } from '../../../seats/live/use-live-seats.ts';
import { SeatList } from '../../../seats/parts/seat-list.tsx';
import { useTexts } from '../../../shell/texts.ts';
import { partTexts } from '../../parts/texts.ts';
import '../../../seats/seats.css';

interface HallMapProps {
  readonly live: LiveHall;
  readonly map: { current: SeatMap | null };
  readonly chosen: ReadonlySet<number>;
  readonly onPick: (seatNumber: number) => void;
  /** The forms for the chosen seats. */
  readonly children: ComponentChildren;
}

/** The map and the list of all seats, beside what is done with those that are chosen. */
export function HallMap({ live, map, chosen, onPick, children }: HallMapProps) {
  const { stateNames } = useTexts(partTexts);
  return (
    <div class="seats seats-grid seats-shows-map">
      <SeatList
        live={live}
        choice={chosen}
        onPick={onPick}
        onZone={({ name }) => map.current?.showZone(name)}
        onSeat={(seatNumber) => map.current?.focusSeat(seatNumber)}
      />
      <div class="seats-map">
        <SeatMapView
          layout={live.hall.layout}
          selected={chosen}
          stateNames={stateNames}
          listId="seat-list"
          onPick={onPick}
          onReady={(made) => {
            map.current = made;
            made?.setStatuses(live.board.availability());
          }}
        />
      </div>
      <div class="desk-panel stack">{children}</div>
    </div>
  );
}
