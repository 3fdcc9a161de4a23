import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { SeatMap } from '../../../seat-map/seat-map.ts';
import { SeatMapView } from '../../../seat-map/seat-map-view.tsx';
import { formatNumber } from '../../../shell/format.ts';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Figures } from '../../parts/figures.tsx';
import type { PlanFault } from './plan-fault.ts';
import type { PlanPreview } from './plan-preview.ts';
import { venueTexts } from './texts.ts';

interface PlanDrawingProps {
  readonly preview: PlanPreview;
  readonly faults: readonly PlanFault[];
}

/** The plan as a map. Seats with a fault are marked, and the list of faults leads to them. */
export function PlanDrawing({ preview, faults }: PlanDrawingProps) {
  const texts = useTexts(venueTexts);
  const language = useLanguage();
  const map = useRef<SeatMap | null>(null);
  const marked = useMemo(
    () => new Set(faults.flatMap(({ path }) => preview.seatsAt(path))),
    [preview, faults],
  );
  const { seats } = preview.layout;
  useEffect(() => map.current?.setStatuses('A'.repeat(seats.x.length)), [preview]);
  return (
    <div class="stack plan-drawing">
      <Figures
        of={[
          { name: texts.seats, value: formatNumber(seats.x.length, language) },
          { name: texts.zones, value: formatNumber(preview.zones, language) },
          { name: texts.categories, value: formatNumber(preview.categories.length, language) },
        ]}
      />
      <SeatMapView
        layout={preview.layout}
        selected={marked}
        listId="plan-faults"
        onPick={(seatNumber) => map.current?.focusSeat(seatNumber)}
        onReady={(made) => {
          map.current = made;
          made?.setStatuses('A'.repeat(seats.x.length));
        }}
      />
      <ul id="plan-faults" class="plan-faults">
        {faults.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <Fault
              path={path}
              message={message}
              at={preview.seatsAt(path)[0]}
              map={map}
              label={seats.label}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FaultProps extends PlanFault {
  /** The first seat that it is about. */
  readonly at: number | undefined;
  readonly map: { readonly current: SeatMap | null };
  readonly label: readonly string[];
}

function Fault({ path, message, at, map, label }: FaultProps) {
  const texts = useTexts(venueTexts);
  return (
    <>
      <span>
        <strong>{message}</strong>
        <br />
        <span class="id muted">{path}</span>
      </span>
      {at !== undefined && (
        <button type="button" class="button button-secondary" onClick={() => map.current?.focusSeat(at)}>
          {texts.seatAt(label[at - 1] || String(at))}
        </button>
      )}
    </>
  );
}
