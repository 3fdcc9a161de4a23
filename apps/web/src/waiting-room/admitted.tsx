import type { Place } from '@concert-mania/client/waiting-room';
import { useEffect } from 'preact/hooks';
import type { Concert } from '../concerts/load-concert.ts';
import { PerformanceList, seatsPath } from '../concerts/performance-list.tsx';
import { saleState } from '../concerts/sale-state.ts';
import { serverClock } from '../shell/clock/server-clock.ts';
import { secondsUntil } from '../shell/clock/use-countdown.ts';
import { useServerNow } from '../shell/clock/use-server-now.ts';
import { Countdown } from '../shell/parts/countdown.tsx';
import { Loading } from '../shell/parts/states.tsx';
import { goTo } from '../shell/routing/address.ts';
import { useTexts } from '../shell/texts.ts';
import { roomTexts } from './texts.ts';

interface AdmittedProps {
  readonly place: Place;
  /** Null until it is loaded. */
  readonly concert: Concert | null;
}

/** The fan's turn: the time of the pass, and the way to the seats. */
export function Admitted({ place, concert }: AdmittedProps) {
  const texts = useTexts(roomTexts);
  const nowMs = useServerNow();
  if (concert === null) return <Loading />;
  const { expiresAt } = place;
  if (expiresAt === null) return <GoOn concert={concert} />;
  return (
    <section class="place place-admitted card" aria-labelledby="admitted">
      <h2 id="admitted">{texts.admittedTitle}</h2>
      <p class="place-countdown">
        <span class="place-label">{texts.passLeft}</span>
        <span class="place-figure">
          <Countdown left={() => secondsUntil(expiresAt)} />
        </span>
      </p>
      <p>{texts.admitted}</p>
      <PerformanceList concertId={concert.id} performances={concert.performances} nowMs={nowMs} canChoose />
      <p class="muted small">{texts.passHint}</p>
    </section>
  );
}

/** A concert without a waiting room admits everybody: the page leads on to the seats. */
function GoOn({ concert }: { readonly concert: Concert }) {
  useEffect(() => {
    const nowMs = serverClock.now();
    const open = concert.performances.filter((performance) => saleState(performance, nowMs) === 'open');
    const [only] = open;
    const path = open.length === 1 && only ? seatsPath(only.id, concert.id) : `/concerts/${concert.id}`;
    goTo(path, { replace: true });
  }, []);
  return <Loading />;
}
