import type { components } from '@concert-mania/client/api.d';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SeatMap } from '../seat-map/seat-map.ts';
import { Loading, Show } from '../shell/parts/states.tsx';
import { useMe } from '../shell/session.ts';
import { type SeatChoice, useSeatChoice } from './choice/use-seat-choice.ts';
import { type LiveHall, useLiveSeats } from './live/use-live-seats.ts';
import { Deciding, HallNotices } from './parts/choice-notices.tsx';
import { HeldNotice } from './parts/held-notice.tsx';
import { MapAndList } from './parts/map-and-list.tsx';
import { PartyStep } from './parts/party-step.tsx';
import { RefusalNotice } from './parts/refusal-notice.tsx';

interface ChooserProps {
  readonly concert: components['schemas']['Concert'];
  readonly performanceId: string;
  readonly queueToken: string | null;
}

/** Chooses and holds seats of a performance that is on sale. */
export function Chooser({ concert, performanceId, queueToken }: ChooserProps) {
  const map = useRef<SeatMap | null>(null);
  const live = useRef<LiveHall | null>(null);
  const limit = concert.maxSeatsPerUser;
  const seats = useLiveSeats(performanceId, {
    onChanges: (changes) => {
      map.current?.change(changes);
      seatChoice.check();
    },
  });
  live.current = seats.state === 'ready' ? seats.value : null;
  const seatChoice = useSeatChoice({ performanceId, limit, queueToken, live: () => live.current });
  return (
    <div class="seats">
      <Show of={seats}>
        {(hall) => (hall.isKnown ? <Known {...{ concert, seatChoice, map }} live={hall} /> : <Loading />)}
      </Show>
      <p class="visually-hidden" role="status" aria-live="polite">
        <span key={seatChoice.said.id}>{seatChoice.said.text}</span>
      </p>
    </div>
  );
}

interface KnownProps {
  readonly concert: ChooserProps['concert'];
  readonly live: LiveHall;
  readonly seatChoice: SeatChoice;
  readonly map: { current: SeatMap | null };
}

function Known({ concert, live, seatChoice, map }: KnownProps) {
  const limit = concert.maxSeatsPerUser;
  const { store, hold } = seatChoice;
  const { party } = store.stored;
  const me = useMe();
  const [asked, setAsked] = useState<number | null>(party);
  const step = useFocusOnChange(party === null);
  const start = (chosen: number) => {
    hold.dismiss();
    store.change({ party: chosen });
  };
  const refusal = <RefusalNotice {...{ hold, limit }} concertId={concert.id} />;
  return (
    <>
      <Deciding hold={hold} />
      <div class="seats-notices">
        <HallNotices live={live} />
        {me && hold.state.state === 'idle' && <HeldNotice performanceId={live.hall.layout.performanceId} />}
      </div>
      <div ref={step} class="seats-step" tabIndex={-1}>
        {party === null ? (
          <PartyStep
            {...{ live, limit }}
            party={asked}
            isBusy={hold.state.state === 'deciding'}
            onParty={setAsked}
            onBest={(wish) => hold.start({ bestAvailable: wish })}
            onMap={start}
          >
            {refusal}
          </PartyStep>
        ) : (
          <MapAndList {...{ live, seatChoice, map, party, limit, refusal }} />
        )}
      </div>
    </>
  );
}

/** Moves the focus to the step that replaces another one. */
function useFocusOnChange(step: unknown) {
  const element = useRef<HTMLDivElement>(null);
  const last = useRef(step);
  useEffect(() => {
    if (last.current === step) return;
    last.current = step;
    element.current?.focus();
  }, [step]);
  return element;
}
