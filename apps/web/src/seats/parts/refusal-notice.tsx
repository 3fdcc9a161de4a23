import type { Problem } from '@concert-mania/client/problem';
import type { ComponentChildren } from 'preact';
import { formatDateTime } from '../../shell/format.ts';
import { Button, LinkButton } from '../../shell/parts/button.tsx';
import { Notice } from '../../shell/parts/notice.tsx';
import { ToReservations } from '../../shell/parts/ways-on.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import type { HoldWish } from '../hold/hold-seats.ts';
import type { Hold } from '../hold/use-hold.ts';
import { texts as seatTexts } from '../texts.ts';

interface RefusalProps {
  readonly hold: Hold;
  readonly concertId: string;
  readonly limit: number;
}

/** Why no seats are held, and what the fan can do about it. */
export function RefusalNotice({ hold, concertId, limit }: RefusalProps) {
  const texts = useTexts(seatTexts);
  const { state } = hold;
  switch (state.state) {
    case 'idle':
    case 'deciding':
      return null;
    case 'no_answer':
      return (
        <Notice
          kind="warning"
          title={texts.noAnswer}
          action={
            <div class="row">
              <Button onClick={hold.again}>{texts.checkAgain}</Button>
              <ToReservations />
            </div>
          }
        >
          {texts.noAnswerLead}
        </Notice>
      );
    case 'refused':
      return <Refusal {...{ hold, concertId, limit }} problem={state.problem} wish={state.wish} />;
  }
}

interface RefusedProps extends RefusalProps {
  readonly problem: Problem;
  readonly wish: HoldWish;
}

function Refusal({ problem, wish, hold, concertId, limit }: RefusedProps) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  const show = (action: ComponentChildren, detail: string = problem.detail) => (
    <Notice
      kind="error"
      title={problem.title}
      action={
        <div class="row">
          {action}
          <Button kind="quiet" onClick={hold.dismiss}>
            {texts.dismiss}
          </Button>
        </div>
      }
    >
      {detail}
    </Notice>
  );
  switch (problem.code) {
    case 'seat_unavailable':
      // The lost seats and the offer are shown with the choice.
      return null;
    case 'no_adjacent_seats':
      return show(<OtherSeats {...{ wish, hold }} />, texts.noAdjacentLead);
    case 'not_enough_seats':
      return show(<OtherSeats {...{ wish, hold }} />, texts.notEnoughLead);
    case 'seat_limit_exceeded':
      return show(<ToReservations />, texts.limitLead(limit));
    case 'hold_budget_used_up':
      return show(
        <ToReservations />,
        problem.retryAt === undefined
          ? problem.detail
          : texts.retryAt(formatDateTime(problem.retryAt, language)),
      );
    case 'admission_required':
      return show(<LinkButton href={`/concerts/${concertId}/queue`}>{texts.toQueue}</LinkButton>);
    case 'email_not_verified':
      return show(<LinkButton href="/account">{texts.verify}</LinkButton>);
    case 'sale_closed':
    case 'sale_not_open':
      return show(<LinkButton href={`/concerts/${concertId}`}>{texts.toConcert}</LinkButton>);
    default:
      return show(<Button onClick={() => hold.start(wish)}>{texts.tryAgain}</Button>);
  }
}

interface OtherSeatsProps {
  readonly hold: Hold;
  readonly wish: HoldWish;
}

/** Wishes that are easier to meet than one that was refused. */
function OtherSeats({ wish, hold }: OtherSeatsProps) {
  const texts = useTexts(seatTexts);
  if (!('bestAvailable' in wish)) return null;
  const { grade, zone, ...rest } = wish.bestAvailable;
  const same = { ...rest, ...(grade !== undefined && { grade }), ...(zone !== undefined && { zone }) };
  return (
    <>
      {same.adjacent && same.quantity > 1 && (
        <Button onClick={() => hold.start({ bestAvailable: { ...same, adjacent: false } })}>
          {texts.apart}
        </Button>
      )}
      {(grade !== undefined || zone !== undefined) && (
        <Button kind="secondary" onClick={() => hold.start({ bestAvailable: { ...rest, adjacent: true } })}>
          {texts.otherGrade}
        </Button>
      )}
      {same.quantity > 1 && (
        <Button
          kind="secondary"
          onClick={() => hold.start({ bestAvailable: { ...same, quantity: same.quantity - 1 } })}
        >
          {texts.fewer(same.quantity - 1)}
        </Button>
      )}
    </>
  );
}
