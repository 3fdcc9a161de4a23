import { ToConcerts } from '../shell/parts/ways-on.tsx';
import { goTo, useLocation } from '../shell/routing/address.ts';
import type { PageProps } from '../shell/routing/router.tsx';
import './seats.css';
import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useEffect, useState } from 'preact/hooks';
import { saleState } from '../concerts/sale-state.ts';
import { api } from '../shell/client.ts';
import { serverClock } from '../shell/clock/server-clock.ts';
import { secondsUntil } from '../shell/clock/use-countdown.ts';
import { formatDateTime } from '../shell/format.ts';
import { useLoaded } from '../shell/loading/use-loaded.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { Countdown } from '../shell/parts/countdown.tsx';
import { Notice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { Empty, Loading, Show } from '../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { passEndsAt, readPass } from '../waiting-room/pass.ts';
import { Chooser } from './chooser.tsx';
import { texts as seatTexts } from './texts.ts';

type Concert = components['schemas']['Concert'];
type Performance = Concert['performances'][number];

/** `/performances/:performanceId/seats?concert=:concertId` */
export default function SeatsPage({ params: { performanceId = '' } }: PageProps) {
  const texts = useTexts(seatTexts);
  const concertId = useLocation().query.concert ?? '';
  if (concertId !== '') return <OfConcert key={performanceId} {...{ concertId, performanceId }} />;
  return (
    <Page title={texts.title}>
      <Empty title={texts.noConcert} action={<ToConcerts />}>
        {texts.noConcertLead}
      </Empty>
    </Page>
  );
}

interface Ids {
  readonly concertId: string;
  readonly performanceId: string;
}

function OfConcert({ concertId, performanceId }: Ids) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  const concert = useLoaded(
    (signal) =>
      dataOf<Concert>(api.GET('/v1/concerts/{concertId}', { params: { path: { concertId } }, signal })),
    [concertId],
  );
  const value = concert.state === 'ready' ? concert.value : null;
  const performance = value?.performances.find(({ id }) => id === performanceId);
  const when = performance && formatDateTime(performance.startsAt, language);
  return (
    <Page
      width="wide"
      title={value?.title ?? texts.title}
      lead={when && `${when} · ${value?.venue.name}`}
      actions={performance?.saleStatus === 'open' && <PassTime concertId={concertId} />}
    >
      <Show of={concert} wayOn={<ToConcerts />}>
        {(found, reload) =>
          performance ? (
            <OfPerformance concert={found} performance={performance} onOpen={reload} />
          ) : (
            <Empty
              title={texts.noPerformance}
              action={<LinkButton href={`/concerts/${concertId}`}>{texts.toConcert}</LinkButton>}
            />
          )
        }
      </Show>
    </Page>
  );
}

interface OfPerformanceProps {
  readonly concert: Concert;
  readonly performance: Performance;
  readonly onOpen: () => void;
}

function OfPerformance({ concert, performance, onOpen }: OfPerformanceProps) {
  const texts = useTexts(seatTexts);
  const language = useLanguage();
  const back = <LinkButton href={`/concerts/${concert.id}`}>{texts.toConcert}</LinkButton>;
  switch (saleState(performance, serverClock.now())) {
    case 'upcoming':
      return (
        <Empty title={texts.upcoming} action={back}>
          {texts.upcomingLead(formatDateTime(performance.saleOpensAt, language))}{' '}
          <Countdown left={() => secondsUntil(performance.saleOpensAt)} onEnd={onOpen} />
        </Empty>
      );
    case 'closed':
      return (
        <Empty title={texts.closed} action={back}>
          {texts.closedLead}
        </Empty>
      );
    case 'sold_out':
      return (
        <Empty title={texts.soldOut} action={back}>
          {texts.soldOutLead}
        </Empty>
      );
    case 'open':
    case 'all_held':
      return <WithPass concert={concert} performanceId={performance.id} />;
  }
}

/**
 * Leads to the waiting room of the concert, if it has one and the fan has no pass. With `watch` in
 * the address the page shows the seats without a pass. The server refuses to hold any.
 */
function WithPass({ concert, performanceId }: { readonly concert: Concert; readonly performanceId: string }) {
  const texts = useTexts(seatTexts);
  const queueToken = concert.waitingRoom.enabled ? readPass(concert.id) : null;
  const hasNoPass = concert.waitingRoom.enabled && queueToken === null;
  const isWatching = useLocation().query.watch !== undefined;
  const mustWait = hasNoPass && !isWatching;
  useEffect(() => {
    if (mustWait) goTo(`/concerts/${concert.id}/queue`, { replace: true });
  }, [mustWait]);
  if (mustWait) return <Loading />;
  return (
    <>
      {hasNoPass && (
        <Notice
          kind="info"
          action={<LinkButton href={`/concerts/${concert.id}/queue`}>{texts.toQueue}</LinkButton>}
        >
          {texts.watching}
        </Notice>
      )}
      <Chooser {...{ concert, performanceId, queueToken }} />
    </>
  );
}

/** The time that is left of the pass. Its end is said; the server refuses later holds. */
function PassTime({ concertId }: { readonly concertId: string }) {
  const texts = useTexts(seatTexts);
  const endsAt = passEndsAt(concertId);
  const [isOver, setOver] = useState(false);
  if (endsAt === null) return null;
  if (isOver) {
    return (
      <Notice
        kind="warning"
        title={texts.passOver}
        action={<LinkButton href={`/concerts/${concertId}/queue`}>{texts.toQueue}</LinkButton>}
      >
        {texts.passOverLead}
      </Notice>
    );
  }
  return (
    <p class="pass-time">
      <span class="muted">{texts.pass}</span>{' '}
      <strong>
        <Countdown left={() => secondsUntil(endsAt)} onEnd={() => setOver(true)} />
      </strong>
    </p>
  );
}
