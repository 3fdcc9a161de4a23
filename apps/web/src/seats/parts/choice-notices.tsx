import { Button } from '../../shell/parts/button.tsx';
import { Notice } from '../../shell/parts/notice.tsx';
import { useTexts } from '../../shell/texts.ts';
import type { SeatChoice } from '../choice/use-seat-choice.ts';
import { seatAt } from '../live/hall.ts';
import type { LiveHall } from '../live/use-live-seats.ts';
import { texts as seatTexts } from '../texts.ts';

/** Says that no seat is free, or that the states may be old. */
export function HallNotices({ live }: { readonly live: LiveHall }) {
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

/** Chosen seats that others have taken, with the offer. */
export function LostNotice({
  live,
  losses,
}: {
  readonly live: LiveHall;
  readonly losses: SeatChoice['losses'];
}) {
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
export function Deciding({ hold }: { readonly hold: SeatChoice['hold'] }) {
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
