import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { formatWon } from '../../shell/format.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Notice } from '../../shell/parts/notice.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { summarise } from '../choice/choice.ts';
import type { SeatChoice } from '../choice/use-seat-choice.ts';
import { type HallSeat, seatAt } from '../live/hall.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';
import './choice-panel.css';

interface ChoicePanelProps {
  readonly live: LiveHall;
  readonly seatChoice: SeatChoice;
  readonly party: number;
  readonly limit: number;
  /** Notices about the choice. */
  readonly children: ComponentChildren;
}

/** The chosen seats, their prices, and the button that holds them. On a phone, a sheet below. */
export function ChoicePanel({ live, seatChoice, party, limit, children }: ChoicePanelProps) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const { choice } = seatChoice.store.stored;
  const { seats, totalAmount } = summarise(choice, live.hall.layout);
  const isBusy = seatChoice.hold.state.state === 'deciding';
  return (
    <section class="choice" aria-labelledby="choice-title">
      <div class="choice-head">
        <h2 id="choice-title">{texts.mine}</h2>
        <span class="figures">{texts.count(seats.length, party)}</span>
        <button
          type="button"
          class="choice-toggle"
          aria-expanded={isOpen}
          aria-controls="choice-details"
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? texts.hide : texts.show}
        </button>
      </div>
      <div class="choice-notices">{children}</div>
      <div id="choice-details" class={isOpen ? 'choice-details choice-details-open' : 'choice-details'}>
        {seats.length === 0 && <p class="muted">{texts.nothingChosen}</p>}
        <ul class="choice-seats">
          {seats.map((seat) => (
            <ChosenSeat key={seat.seatNumber} seat={seat} onRemove={() => seatChoice.pick(seat.seatNumber)} />
          ))}
        </ul>
        {seats.length >= party && <Orphans {...{ live, seatChoice }} />}
        <Tools {...{ seatChoice, party, isBusy }} />
        <p class="small muted">{texts.limit(limit)}</p>
      </div>
      <div class="choice-bar">
        <div class="choice-total">
          <span>{texts.total}</span>
          <strong class="figures">{formatWon(totalAmount, language)}</strong>
        </div>
        <Button
          class="choice-hold"
          busy={isBusy}
          disabled={seats.length === 0}
          onClick={() => seatChoice.hold.start({ seatNumbers: choice })}
        >
          {texts.hold(seats.length)}
        </Button>
      </div>
      <p class="choice-lead small muted">{texts.holdLead}</p>
    </section>
  );
}

interface ToolsProps extends Pick<ChoicePanelProps, 'seatChoice' | 'party'> {
  readonly isBusy: boolean;
}

/** Other ways to choose. */
function Tools({ seatChoice: { hold, store }, party, isBusy }: ToolsProps) {
  const texts = useTexts(seatTexts);
  return (
    <div class="choice-tools">
      <Button
        kind="secondary"
        busy={isBusy}
        onClick={() => hold.start({ bestAvailable: { quantity: party, adjacent: true } })}
      >
        {texts.best(party)}
      </Button>
      <Button kind="quiet" onClick={() => store.change({ party: null })}>
        {texts.changeParty(party)}
      </Button>
    </div>
  );
}

function ChosenSeat({ seat, onRemove }: { readonly seat: HallSeat; readonly onRemove: () => void }) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  return (
    <li class="choice-seat">
      <span>
        <strong>{seat.label}</strong>
        <span class="muted small"> {seat.grade}</span>
      </span>
      <span class="figures">{formatWon(seat.price ?? 0, language)}</span>
      <Button kind="quiet" aria-label={texts.remove(seat.label)} onClick={onRemove}>
        <span aria-hidden="true">✕</span>
      </Button>
    </li>
  );
}

function Orphans({ live, seatChoice }: Pick<ChoicePanelProps, 'live' | 'seatChoice'>) {
  const texts = useTexts(seatTexts);
  const orphans = seatChoice.orphans();
  if (orphans.length === 0) return null;
  const labels = orphans.map((seatNumber) => seatAt(live.hall.layout, seatNumber).label);
  return <Notice kind="warning">{texts.orphan(labels.join(', '))}</Notice>;
}
