import { useRef } from 'preact/hooks';
import { type Concert, loadConcert } from '../../concerts/load-concert.ts';
import type { SeatMap } from '../../seat-map/seat-map.ts';
import { SeatMapView } from '../../seat-map/seat-map-view.tsx';
import { type LiveHall, useLiveSeats } from '../../seats/live/use-live-seats.ts';
import { formatDateTime } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { Notice } from '../../shell/parts/notice.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { Show } from '../../shell/parts/states.tsx';
import { useLocation } from '../../shell/routing/address.ts';
import type { PageProps } from '../../shell/routing/router.tsx';
import type { Me } from '../../shell/session.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { Panel } from '../parts/panel.tsx';
import { partTexts } from '../parts/texts.ts';
import { isAllowed } from '../shell/roles.ts';
import { Admission } from './admission.tsx';
import { PauseButton } from './pause-button.tsx';
import { PerformanceEnd } from './performance-end.tsx';
import { SaleFigures } from './sale-figures.tsx';
import { StatusBadge } from './sale-page.tsx';
import { saleTexts } from './texts.ts';

const EVERY_MS = 3_000;
const NOTHING: ReadonlySet<number> = new Set();

/** One performance on sale: its map, its figures, its waiting room and the means to stop it. */
export function LiveSalePage({ me, params: { performanceId = '' } }: PageProps & { readonly me: Me }) {
  const texts = useTexts(saleTexts);
  const concertId = useLocation().query.concert ?? '';
  const concert = useLoaded(
    (signal) => loadConcert(concertId, signal),
    [concertId],
    () => EVERY_MS,
  );
  if (concert.state !== 'ready') {
    return (
      <Page title={texts.one} width="wide">
        <Show of={concert}>{() => null}</Show>
      </Page>
    );
  }
  return <Live me={me} concert={concert.value} performanceId={performanceId} reload={concert.reload} />;
}

interface LiveProps {
  readonly me: Me;
  readonly concert: Concert;
  readonly performanceId: string;
  readonly reload: () => void;
}

function Live({ me, concert, performanceId, reload }: LiveProps) {
  const texts = useTexts(saleTexts);
  const language = useLanguage();
  const map = useRef<SeatMap | null>(null);
  const live = useLiveSeats(performanceId, { onChanges: (changes) => map.current?.change(changes) });
  const performance = concert.performances.find(({ id }) => id === performanceId);
  const isAdmin = isAllowed(me, 'admin');
  return (
    <Page
      title={concert.title}
      lead={
        <>
          {performance && <StatusBadge status={performance.saleStatus} isPaused={concert.paused} />}{' '}
          {performance && formatDateTime(performance.startsAt, language)} · {concert.venue.name}
        </>
      }
      width="wide"
      actions={isAdmin && <PauseButton concert={concert} onChange={reload} />}
    >
      <div class="console-columns">
        <div class="stack">
          <Panel title={texts.map}>
            <Show of={live}>{(hall) => <LiveMap live={hall} map={map} />}</Show>
          </Panel>
          {isAdmin && performance && (
            <PerformanceEnd concert={concert} performance={performance} onChange={reload} />
          )}
        </div>
        <div class="stack">
          <SaleFigures
            performanceId={performanceId}
            me={me}
            live={live.state === 'ready' ? live.value : null}
          />
          {concert.waitingRoom.enabled && <Admission concertId={concert.id} me={me} />}
        </div>
      </div>
    </Page>
  );
}

interface LiveMapProps {
  readonly live: LiveHall;
  readonly map: { current: SeatMap | null };
}

function LiveMap({ live, map }: LiveMapProps) {
  const texts = useTexts(saleTexts);
  const { stateNames } = useTexts(partTexts);
  return (
    <div class="sale-map stack">
      {!live.isCurrent && <Notice kind="warning">{texts.notCurrent}</Notice>}
      <SeatMapView
        layout={live.hall.layout}
        selected={NOTHING}
        stateNames={stateNames}
        listId="sale-figures"
        onPick={(seatNumber) => map.current?.focusSeat(seatNumber)}
        onReady={(made) => {
          map.current = made;
          made?.setStatuses(live.board.availability());
        }}
      />
    </div>
  );
}
