import type { Place, Serving } from '@concert-mania/client/waiting-room';
import { useServerNow } from '../shell/clock/use-server-now.ts';
import { formatDateTime, formatDuration, formatNumber } from '../shell/format.ts';
import { Loading } from '../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { roomTexts } from './texts.ts';

const MS_PER_SECOND = 1_000;

interface GatheringProps {
  readonly place: Place;
  /** Null until it is loaded. */
  readonly serving: Serving | null;
}

/** Before the opening: the countdown by the server's clock, and how the order will be found. */
export function Gathering({ place, serving }: GatheringProps) {
  const texts = useTexts(roomTexts);
  const language = useLanguage();
  const nowMs = useServerNow();
  const { opensAt } = place;
  const leftMs = opensAt === undefined ? 0 : Date.parse(opensAt) - nowMs;
  const isArrival = serving !== null && serving.shuffle === null;
  return (
    <section class="place card" aria-labelledby="gathering">
      <h2 id="gathering">{isArrival ? texts.room : texts.gatheringTitle}</h2>
      {leftMs > 0 && opensAt !== undefined ? (
        <p class="place-countdown">
          <span class="place-label">{texts.opensIn}</span>
          <span class="place-figure figures" role="timer">
            {formatDuration(leftMs / MS_PER_SECOND, language)}
          </span>
          <time dateTime={opensAt}>{formatDateTime(opensAt, language)}</time>
        </p>
      ) : (
        <>
          <Loading />
          <p role="status">{texts.opening}</p>
        </>
      )}
      <dl class="place-facts">
        {serving !== null && (
          <div>
            <dt>{texts.gathered}</dt>
            <dd class="figures">{texts.people(formatNumber(serving.waiting, language))}</dd>
          </div>
        )}
        {isArrival && (
          <div>
            <dt>{texts.number}</dt>
            <dd class="figures">{texts.numberOf(formatNumber(place.sequence, language))}</dd>
          </div>
        )}
      </dl>
      <p>{isArrival ? texts.gatheringArrival : texts.gatheringDraw}</p>
      <p class="muted small">{texts.keepOpen}</p>
    </section>
  );
}
