import type { Place } from '@concert-mania/client/waiting-room';
import { useEffect, useState } from 'preact/hooks';
import { serverClock } from '../shell/clock/server-clock.ts';
import { useServerNow } from '../shell/clock/use-server-now.ts';
import { formatNumber } from '../shell/format.ts';
import { Notice } from '../shell/parts/notice.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { estimateOf, followEstimate, NO_ESTIMATE } from './estimate.ts';
import { isWorthSaying, progressOf } from './progress.ts';
import { roomTexts } from './texts.ts';

interface InLineProps {
  readonly place: Place;
  readonly firstAhead: number | null;
}

/** A place in line: how many are ahead, how long it may take, and how far it has come. */
export function InLine({ place, firstAhead }: InLineProps) {
  const texts = useTexts(roomTexts);
  const language = useLanguage();
  const nowMs = useServerNow();
  const [kept, setKept] = useState(NO_ESTIMATE);
  useEffect(() => {
    setKept((last) => followEstimate(last, place.estimatedWaitSeconds, serverClock.now()));
  }, [place]);
  const { ahead } = place;
  const estimate = texts.estimate(estimateOf(kept, nowMs));
  // Right after an opening no rate is measured, and the first fan goes in within a moment.
  const isFirst = ahead === 0 && place.estimatedWaitSeconds === null && !place.paused;
  const isSoldOut = place.reason === 'sold_out';
  const count = ahead === null ? '' : formatNumber(ahead, language);
  const said = useSaid(ahead, texts.said(count, estimate));

  return (
    <section class="place card" aria-labelledby="ahead">
      <h2 id="ahead" class="place-label">
        {texts.ahead}
      </h2>
      <p class="place-figure figures">
        {ahead === null ? '…' : ahead === 0 ? texts.next : texts.people(count)}
      </p>
      <p class="visually-hidden" role="status">
        {said}
      </p>
      <progress
        class="place-progress"
        aria-label={texts.progress}
        value={progressOf(firstAhead, ahead) ?? undefined}
      />
      <dl class="place-facts">
        <div>
          <dt>{texts.number}</dt>
          <dd class="figures">{texts.numberOf(formatNumber(place.sequence, language))}</dd>
        </div>
        {!isSoldOut && !isFirst && (
          <div>
            <dt>{texts.wait}</dt>
            <dd class="figures">{estimate}</dd>
          </div>
        )}
      </dl>
      <WaitNotice {...{ place, isFirst }} isLonger={kept.isLonger} />
      <p class="muted small">{texts.keepOpen}</p>
    </section>
  );
}

interface WaitNoticeProps {
  readonly place: Place;
  readonly isFirst: boolean;
  readonly isLonger: boolean;
}

/** Why the line stands still, or moves more slowly than it did. */
function WaitNotice({ place, isFirst, isLonger }: WaitNoticeProps) {
  const texts = useTexts(roomTexts);
  if (place.paused) {
    return (
      <Notice kind="warning" title={texts.pausedTitle}>
        {texts.paused}
      </Notice>
    );
  }
  if (place.reason === 'sold_out') {
    return (
      <Notice kind="warning" title={texts.soldOutTitle}>
        {texts.soldOut}
      </Notice>
    );
  }
  if (!isFirst && place.estimatedWaitSeconds === null) return <Notice kind="info">{texts.unknownWhy}</Notice>;
  return isLonger ? <Notice kind="info">{texts.longer}</Notice> : null;
}

/** The text that a screen reader hears: it changes only when the number ahead is worth saying. */
function useSaid(ahead: number | null, text: string): string {
  const [said, setSaid] = useState<{ readonly ahead: number | null; readonly text: string }>({
    ahead: null,
    text: '',
  });
  useEffect(() => {
    if (ahead !== null && isWorthSaying(said.ahead, ahead)) setSaid({ ahead, text });
  }, [ahead]);
  return said.text;
}
