import { useEffect, useRef, useState } from 'preact/hooks';
import { formatWon } from '../shell/format.ts';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { SeatLegend, type StateNames } from './seat-legend.tsx';
import './seat-map.css';
import { freeShare } from './free-share.ts';
import type { SeatLayout } from './seat-layout.ts';
import { makeSeatMap, type SeatMap } from './seat-map.ts';
import { seatMapTexts } from './seat-map-texts.ts';

export interface SeatMapViewProps {
  readonly layout: SeatLayout;
  readonly selected: ReadonlySet<number>;
  /** The id of the list that offers the same seats. */
  readonly listId: string;
  readonly onPick: (seatNumber: number) => void;
  /** The states in the words of staff. */
  readonly stateNames?: StateNames;
  /** Gives the map, to set and change the states of its seats; null when it is gone. */
  readonly onReady: (map: SeatMap | null) => void;
}

const BUTTON_ZOOM = 1.8;

/** The map with its buttons, minimap and legend. The list offers all of it too. */
export function SeatMapView({ layout, selected, listId, onPick, onReady, stateNames }: SeatMapViewProps) {
  const texts = useTexts(seatMapTexts);
  const { canvas, minimap, map, isWhole, seat } = useSeatMap(layout, onPick, onReady);
  useEffect(() => map?.setSelected(selected), [map, selected]);
  useEffect(() => map?.setWords({ stage: texts.stage, free: freeShare }), [map, texts]);
  return (
    <section class="seat-map" aria-label={texts.name}>
      <div class="seat-map-frame">
        <canvas
          ref={canvas}
          class="seat-map-canvas"
          aria-label={`${texts.name}. ${texts.pointer}`}
          aria-details={listId}
        />
        <SeatInfo layout={layout} seat={seat} map={map} names={stateNames ?? texts.state} />
        <div class="seat-map-buttons">
          <MapButton name={texts.zoomIn} path="M12 5v14M5 12h14" onClick={() => map?.zoom(BUTTON_ZOOM)} />
          <MapButton name={texts.zoomOut} path="M5 12h14" onClick={() => map?.zoom(1 / BUTTON_ZOOM)} />
          <MapButton
            name={texts.whole}
            path="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"
            onClick={() => map?.showAll()}
          />
        </div>
        <div class={`seat-map-mini${isWhole ? ' seat-map-mini-off' : ''}`} aria-hidden="true">
          <canvas ref={minimap} />
        </div>
      </div>
      <SeatLegend layout={layout} names={stateNames} />
    </section>
  );
}

interface MapButtonProps {
  readonly name: string;
  /** Lines in a box of 24. */
  readonly path: string;
  readonly onClick: () => void;
}

const MapButton = ({ name, path, onClick }: MapButtonProps) => (
  <button type="button" class="seat-map-button" aria-label={name} title={name} onClick={onClick}>
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  </button>
);

interface SeatInfoProps {
  readonly layout: SeatLayout;
  readonly seat: number | null;
  readonly map: SeatMap | null;
  readonly names: StateNames;
}

/** The seat under the mouse or at the keyboard's place, read out as it changes. */
function SeatInfo({ layout, seat, map, names }: SeatInfoProps) {
  const texts = useTexts(seatMapTexts);
  const language = useLanguage();
  if (seat === null || map === null) return <p class="seat-map-info seat-map-info-off" role="status" />;
  const { label, grade, accessible } = layout.seats;
  const price = layout.grades.find(({ name }) => name === grade[seat - 1])?.price;
  const facts = [
    grade[seat - 1],
    price !== undefined && formatWon(price, language),
    accessible[seat - 1] && texts.accessible,
    names[map.statusOf(seat)],
  ];
  return (
    <p class="seat-map-info" role="status">
      <strong>{label[seat - 1]}</strong>
      <span>{facts.filter(Boolean).join(' · ')}</span>
    </p>
  );
}

/** Draws on the canvas as long as the layout stays the same. */
function useSeatMap(
  layout: SeatLayout,
  onPick: SeatMapViewProps['onPick'],
  onReady: SeatMapViewProps['onReady'],
) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const minimap = useRef<HTMLCanvasElement>(null);
  const listeners = useRef({ onPick, onReady });
  listeners.current = { onPick, onReady };
  const [map, setMap] = useState<SeatMap | null>(null);
  const [isWhole, setWhole] = useState(true);
  const [seat, setSeat] = useState<number | null>(null);
  useEffect(() => {
    if (canvas.current === null) return;
    const words = { stage: '', free: freeShare };
    const made = makeSeatMap(canvas.current, layout, { words, minimap: minimap.current });
    made.onPick((picked) => listeners.current.onPick(picked));
    made.onHover(setSeat);
    made.onMove((seen) => setWhole(seen.isWhole));
    const sizes = new ResizeObserver(made.resize);
    sizes.observe(canvas.current);
    setMap(made);
    listeners.current.onReady(made);
    return () => {
      sizes.disconnect();
      made.close();
      listeners.current.onReady(null);
    };
  }, [layout]);
  return { canvas, minimap, map, isWhole, seat };
}
