import { dataOf } from '@concert-mania/client/problem';
import type { Serving } from '@concert-mania/client/waiting-room';
import { useEffect } from 'preact/hooks';
import { useLoaded } from '../shell/loading/use-loaded.ts';
import { goTo } from '../shell/routing/address.ts';
import type { PageProps } from '../shell/routing/router.tsx';
import '../concerts/concerts.css';
import { loadConcert, pollConcertAfterMs } from '../concerts/load-concert.ts';
import { api } from '../shell/client.ts';
import { formatNumber } from '../shell/format.ts';
import { Notice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { SignedIn } from '../shell/parts/signed-in.tsx';
import { signInFirst } from '../shell/session.ts';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { Alerts } from './alerts/alerts.tsx';
import { DrawPanel } from './draw/draw-panel.tsx';
import { type Room, useRoom } from './following/use-room.ts';
import { LeaveButton } from './leave-button.tsx';
import { PlacePanel } from './place-panel.tsx';
import { roomTexts } from './texts.ts';
import './waiting-room.css';

const POLL_GATHERING_MS = 10_000;
const POLL_SERVING_MS = 60_000;

/** The waiting room of a concert. The fan joins by coming here. */
export default function QueuePage({ params: { concertId = '' } }: PageProps) {
  return <SignedIn>{() => <Queue key={concertId} concertId={concertId} />}</SignedIn>;
}

function Queue({ concertId }: { readonly concertId: string }) {
  const texts = useTexts(roomTexts);
  const room = useRoom(concertId);
  const status = room.place?.status;
  const concert = useLoaded((signal) => loadConcert(concertId, signal), [concertId], pollConcertAfterMs);
  const serving = useLoaded(
    (signal) =>
      dataOf<Serving>(
        api.GET('/v1/concerts/{concertId}/queue/serving', { params: { path: { concertId } }, signal }),
      ),
    [concertId, status],
    ({ status: now }) => (now === 'pre_open' ? POLL_GATHERING_MS : POLL_SERVING_MS),
  );
  const known = concert.state === 'ready' ? concert.value : null;
  const served = serving.state === 'ready' ? serving.value : null;
  useEffect(() => {
    if (room.problem?.code === 'unauthenticated') signInFirst();
  }, [room.problem]);
  const leave = async () => {
    await room.leave();
    goTo(`/concerts/${concertId}`);
  };
  const isInRoom = !room.hasLeft && room.problem === null && status !== undefined && status !== 'expired';

  return (
    <Page title={known?.title ?? texts.room} {...(known && { lead: texts.leadOf(known.artist) })}>
      <DocumentTitle room={room} title={known?.title ?? texts.room} />
      <div class="room">
        <div class="room-notices stack">
          <RoomNotices room={room} />
        </div>
        <PlacePanel concertId={concertId} room={room} concert={known} serving={served} />
        {isInRoom && (
          <div class="room-side">
            <Alerts
              concertId={concertId}
              concertTitle={known?.title ?? ''}
              isAdmitted={status === 'admitted'}
            />
          </div>
        )}
        <DrawPanel concertId={concertId} place={room.place} serving={served} />
        {isInRoom && <LeaveButton onLeave={leave} />}
      </div>
    </Page>
  );
}

/** Shows the number ahead, or the fan's turn, in the name of the tab. */
function DocumentTitle({ room, title }: { readonly room: Room; readonly title: string }) {
  const texts = useTexts(roomTexts);
  const language = useLanguage();
  const { place } = room;
  const news =
    place?.status === 'admitted'
      ? texts.titleAdmitted
      : place?.status === 'waiting' && place.ahead !== null
        ? texts.titleAhead(formatNumber(place.ahead, language))
        : texts.room;
  useEffect(() => {
    // After the page's own title, which it sets in the same round.
    queueMicrotask(() => {
      document.title = `${news} · ${title}`;
    });
  }, [news, title]);
  return null;
}

/** Trouble with the connection, and a place that was lost. */
function RoomNotices({ room }: { readonly room: Room }) {
  const texts = useTexts(roomTexts);
  const { connection, isNewPlace } = room;
  return (
    <>
      {connection !== 'connected' && <Notice kind="warning">{texts[connection]}</Notice>}
      {isNewPlace && <Notice kind="info">{texts.newPlace}</Notice>}
    </>
  );
}
