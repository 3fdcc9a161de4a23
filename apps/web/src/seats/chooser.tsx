import type { components } from '@concert-mania/client/api.d';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SeatMap } from '../seat-map/seat-map.ts';
import { SeatMapView } from '../seat-map/seat-map-view.tsx';
import { Button } from '../shell/parts/button.tsx';
import { Notice } from '../shell/parts/notice.tsx';
import { Loading, Show } from '../shell/parts/states.tsx';
import { useMe } from '../shell/session.ts';
import { useTexts } from '../shell/texts.ts';
import { type SeatChoice, useSeatChoice } from './choice/use-seat-choice.ts';
import { seatAt } from './live/hall.ts';
import { type LiveHall, useLiveSeats } from './live/use-live-seats.ts';
import { ChoicePanel } from './parts/choice-panel.tsx';
import { HeldNotice } from './parts/held-notice.tsx';
import { PartyStep } from './parts/party-step.tsx';
import { RefusalNotice } from './parts/refusal-notice.tsx';
import { SeatList } from './parts/seat-list.tsx';
import { texts as seatTexts } from './texts.ts';

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

interface MapAndListProps extends Omit<KnownProps, 'concert'> {
  readonly party: number;
  readonly limit: number;
  readonly refusal: ComponentChildren;
}

/** The list comes first, so that the keyboard reaches it before the map. A phone shows only one. */
function MapAndList({ live, seatChoice, map, party, limit, refusal }: MapAndListProps) {
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

function HallNotices({ live }: { readonly live: LiveHall }) {
  const texts = useTexts(seatTexts);
  const free = live.board.free();
  return (
    <>
      {!live.isCurrent && <Notice kind="warning">{texts.notCurrent}</Notice>}
      {free === 0 && live.board.held() > 0 && (
        <Notice kind="info" title={texts.allHeld}>
          {texts.allHeldLead}
        </Notice>
      )}
      {free === 0 && live.board.held() === 0 && (
        <Notice kind="info" title={texts.soldOut}>
          {texts.soldOutLead}
        </Notice>
      )}
    </>
  );
}

function LostNotice({ live, losses }: { readonly live: LiveHall; readonly losses: SeatChoice['losses'] }) {
  const texts = useTexts(seatTexts);
  const { lost, takeOffer, dismiss } = losses;
  if (lost === null) return null;
  const offered = lost.offer?.map((seatNumber) => seatAt(live.hall.layout, seatNumber).label).join(', ');
  return (
    <Notice
      kind="warning"
      title={texts.lost}
      action={
        <div class="row">
          {offered !== undefined && <Button onClick={takeOffer}>{texts.takeOffer}</Button>}
          <Button kind="quiet" onClick={dismiss}>
            {texts.dismiss}
          </Button>
        </div>
      }
    >
      <p>{texts.lostLead(lost.labels.join(', '))}</p>
      <p>{offered === undefined ? texts.noOffer : texts.offer(offered)}</p>
    </Notice>
  );
}

/** Shown while the request waits for its turn. */
function Deciding({ hold }: { readonly hold: SeatChoice['hold'] }) {
  const texts = useTexts(seatTexts);
  const isDeciding = hold.state.state === 'deciding';
  return (
    <div class={isDeciding ? 'deciding deciding-open' : 'deciding'} role="status">
      {isDeciding && (
        <div class="deciding-box">
          <span class="spinner" aria-hidden="true" />
          <strong>{texts.deciding}</strong>
          <p class="muted">{texts.decidingLead}</p>
        </div>
      )}
    </div>
  );
}
