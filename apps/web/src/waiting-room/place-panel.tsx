import type { Serving } from '@concert-mania/client/waiting-room';
import type { Concert } from '../concerts/load-concert.ts';
import { Button, LinkButton } from '../shell/parts/button.tsx';
import { Loading } from '../shell/parts/states.tsx';
import { useTexts } from '../shell/texts.ts';
import { Admitted } from './admitted.tsx';
import type { Room } from './following/use-room.ts';
import { Gathering } from './gathering.tsx';
import { InLine } from './in-line.tsx';
import { Ended, Refused } from './refused.tsx';
import { roomTexts } from './texts.ts';

interface PlacePanelProps {
  readonly concertId: string;
  readonly room: Room;
  readonly concert: Concert | null;
  readonly serving: Serving | null;
}

/** The place in each of its states, or why there is none. */
export function PlacePanel({ concertId, room, concert, serving }: PlacePanelProps) {
  const texts = useTexts(roomTexts);
  const { place, problem, joinAgain } = room;
  const again = <Button onClick={joinAgain}>{texts.joinAgain}</Button>;
  const toConcert = (
    <LinkButton kind="secondary" href={`/concerts/${concertId}`}>
      {texts.toConcert}
    </LinkButton>
  );
  if (room.hasLeft) {
    return (
      <Ended title={texts.leftTitle} text={texts.left}>
        {again}
        {toConcert}
      </Ended>
    );
  }
  if (problem !== null) return <Refused concertId={concertId} problem={problem} joinAgain={joinAgain} />;
  if (place === null) return <Loading />;
  switch (place.status) {
    case 'pre_open':
      return <Gathering place={place} serving={serving} />;
    case 'waiting':
      return <InLine place={place} firstAhead={room.firstAhead} />;
    case 'admitted':
      return <Admitted place={place} concert={concert} />;
    case 'expired':
      if (place.reason !== undefined) {
        return (
          <Ended title={texts.overTitle[place.reason]} text={texts.over[place.reason]}>
            {toConcert}
          </Ended>
        );
      }
      return (
        <Ended title={texts.expiredTitle} text={`${texts.expired} ${texts.expiredAgain}`}>
          {again}
          {toConcert}
        </Ended>
      );
  }
}
